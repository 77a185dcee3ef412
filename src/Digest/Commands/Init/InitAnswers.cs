using System.CommandLine;
using System.Globalization;
using System.Net;
using Digest.Collecting;
using Digest.Delivering;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Commands.Init;

/// <summary>Brings together what the options say, what the site says, and what a person at a terminal says.</summary>
internal sealed class InitAnswers(InitOptions options, ParseResult parsed, Questions questions, IConfiguration environment)
{
    private const string PasswordKey = "Digest:Mail:Relays:0:Password";

    /// <summary>Refuses options that can't work, before anything is asked of site or person.</summary>
    /// <exception cref="Missing">Something is needed and nobody is there to ask.</exception>
    /// <exception cref="Fault">A value can't be used.</exception>
    public void Check()
    {
        Check("--from-address", parsed.GetValue(options.FromAddress), Address);
        Check("--send-at", parsed.GetValue(options.SendAt), Hour);
        Check("--time-zone", parsed.GetValue(options.TimeZone), Zone);
        Check("--relay-port", parsed.GetValue(options.RelayPort)?.ToString(CultureInfo.InvariantCulture), Port);
        if (questions.CanAsk) return;
        var (host, user) = (parsed.GetValue(options.RelayHost), parsed.GetValue(options.RelayUser));
        if (string.IsNullOrEmpty(host) && (user is not null || parsed.GetValue(options.RelayPort) is not null))
            throw new Missing("--relay-host is missing: a user or a port is of no use without it");
        if (!string.IsNullOrEmpty(host) && string.IsNullOrEmpty(parsed.GetValue(options.FromAddress))) throw NoSender();
        if (!string.IsNullOrEmpty(user) && string.IsNullOrEmpty(environment[PasswordKey])) throw NoPassword();
    }

    public async Task<InitPlan> PlanAsync(Uri site, IReadOnlyList<FoundFeed> feeds, IReadOnlyList<string> allowedPrivate, CancellationToken ct)
    {
        var siteName = feeds.Select(f => f.Feed.Title).FirstOrDefault(t => !string.IsNullOrWhiteSpace(t)) ?? site.IdnHost;
        var name = await questions.AskAsync(parsed.GetValue(options.Name), "Name of the newsletter", siteName, Any, ct);
        if (name.Length == 0) name = siteName;
        var fromName = await questions.AskAsync(parsed.GetValue(options.FromName), "Sender as readers see it", name, Any, ct);
        var fromAddress = await questions.AskAsync(parsed.GetValue(options.FromAddress), "Address of the sender (empty: none yet)", "", Address, ct);
        var sendAt = await questions.AskAsync(parsed.GetValue(options.SendAt), "When does it go out", "07:00", Hour, ct);
        var zone = await questions.AskAsync(parsed.GetValue(options.TimeZone), "In which time zone", LocalZone(), Zone, ct);
        var relay = await RelayAsync(ct);
        if (relay is not null && fromAddress.Length == 0)
            fromAddress = await questions.AskAsync(null, "Address of the sender, without which no relay takes mail", "", a => a.Length == 0 ? Address("?") : Address(a), ct);
        if (relay is not null && fromAddress.Length == 0) throw NoSender();
        var baseUrl = await questions.AskAsync(parsed.GetValue(options.BaseUrl), "Public address of the sign-up pages", new StorageOptions().BaseUrl, Any, ct);
        return new InitPlan
        {
            BaseUrl = baseUrl.TrimEnd('/'),
            AllowedPrivateHosts = allowedPrivate,
            Slug = parsed.GetValue(options.Slug) ?? Slugs.Of(name, site),
            Name = name,
            FromName = fromName,
            FromAddress = MailAddress.Parse(fromAddress)?.Text ?? "",
            Language = Language(feeds),
            TimeZone = zone,
            SendAt = TimeOnly.Parse(sendAt, CultureInfo.InvariantCulture).ToString("HH:mm", CultureInfo.InvariantCulture),
            Sources = [.. feeds.Select(f => f.Address.AbsoluteUri)],
            Relay = relay,
        };
    }

    private async Task<RelayOptions?> RelayAsync(CancellationToken ct)
    {
        var host = await questions.AskAsync(parsed.GetValue(options.RelayHost), "Mail server that takes the mails (empty: none yet)", "", Any, ct);
        if (host.Length == 0) return null;
        var given = parsed.GetValue(options.RelayPort)?.ToString(CultureInfo.InvariantCulture);
        var port = int.TryParse(await questions.AskAsync(given, "Its port", "587", Port, ct), out var number) ? number : 0;
        var user = await questions.AskAsync(parsed.GetValue(options.RelayUser), "User name there (empty: none)", "", Any, ct);
        var password = environment[PasswordKey];
        if (user.Length > 0 && string.IsNullOrEmpty(password))
            password = await questions.AskHiddenAsync($"Password of {user}", ct) ?? throw NoPassword();
        return new RelayOptions { Host = host, Port = port, Security = parsed.GetValue(options.RelaySecurity) ?? Security(host, port), User = user, Password = password ?? "" };
    }

    private static RelaySecurity Security(string host, int port)
    {
        var isHere = host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
        return port == 465 ? RelaySecurity.Tls : isHere ? RelaySecurity.None : RelaySecurity.StartTls;
    }

    private static string LocalZone() => TimeZoneInfo.Local is { HasIanaId: true, Id: var id } && id != "Etc/UTC" ? id : "UTC";

    private static string? Language(IReadOnlyList<FoundFeed> feeds)
    {
        var tag = feeds.Select(f => f.Feed.Language).FirstOrDefault(l => !string.IsNullOrWhiteSpace(l));
        try
        {
            return tag is null ? null : CultureInfo.GetCultureInfo(tag, predefinedOnly: true).Name;
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }

    private static Missing NoSender() => new("--from-address is missing: with a relay, mails need a sender, e.g. --from-address news@example.org");

    private static Missing NoPassword() => new($"The password of --relay-user is missing: set the environment variable {InitOptions.PasswordVariable}");

    private static void Check(string option, string? given, Func<string, string?> check)
    {
        if (given is not null && check(given) is { } wrong) throw new Fault($"{option} is '{given}', but should be {wrong}");
    }

    private static string? Any(string answer) => null;

    // What an answer should be; null: it is.
    private static string? Address(string answer) =>
        answer.Length == 0 || MailAddress.Parse(answer) is not null ? null : "a mail address, e.g. news@example.org.";

    private static string? Hour(string answer) =>
        TimeOnly.TryParseExact(answer, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : "a time of day, e.g. 07:00.";

    private static string? Port(string answer) => int.TryParse(answer, out var port) && port is > 0 and <= 65535 ? null : "a number from 1 to 65535, e.g. 587.";

    private static string? Zone(string answer) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(answer, out var zone) && zone.HasIanaId ? null : "an IANA zone, e.g. Europe/Berlin.";
}

/// <summary>An option is needed: wrong usage.</summary>
internal sealed class Missing(string message) : Exception(message);
