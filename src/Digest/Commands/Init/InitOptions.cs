using System.CommandLine;
using Digest.Delivering;

namespace Digest.Commands.Init;

/// <summary>The options of <c>init</c>; on a terminal each missing one is asked for.</summary>
internal sealed class InitOptions
{
    public Argument<string> Site { get; } = new("SITE-URL") { Description = "Your site, or its feed" };
    public Option<string[]> Feeds { get; } = new("--feed") { Description = "Read this feed, whatever the site names; may be repeated", HelpName = "URL" };
    public Option<string?> Name { get; } = new("--name") { Description = "The newsletter's name; default: the site's" };
    public Option<string?> Slug { get; } = new("--slug") { Description = "Its name in addresses and commands; default: made of the name" };
    public Option<string?> FromAddress { get; } = new("--from-address") { Description = "Sender of the mails; needed with a relay", HelpName = "ADDRESS" };
    public Option<string?> FromName { get; } = new("--from-name") { Description = "Sender as readers see it; default: the name" };
    public Option<string?> SendAt { get; } = new("--send-at") { Description = "When the edition goes out; default: 07:00", HelpName = "HH:MM" };
    public Option<string?> TimeZone { get; } = new("--time-zone") { Description = "IANA zone, e.g. Europe/Berlin; default: this machine's", HelpName = "ZONE" };
    public Option<string?> BaseUrl { get; } = new("--base-url") { Description = "Public address of the sign-up pages", HelpName = "URL" };
    public Option<string?> RelayHost { get; } = new("--relay-host") { Description = "Mail server that takes the mails; default: none, they become files", HelpName = "HOST" };
    public Option<int?> RelayPort { get; } = new("--relay-port") { Description = "Default: 587", HelpName = "PORT" };
    public Option<string?> RelayUser { get; } = new("--relay-user") { Description = $"The password is asked for, or taken from {PasswordVariable}", HelpName = "USER" };
    public Option<RelaySecurity?> RelaySecurity { get; } = new("--relay-security") { Description = "Default: Tls on port 465, None on this machine, else StartTls" };
    public Option<string[]> AllowPrivate { get; } = new("--allow-private") { Description = "Allow a site on a private address; may be repeated", HelpName = "HOST:PORT" };
    public Option<bool> Force { get; } = new("--force") { Description = "Replace an appsettings.json" };

    /// <summary>A password on a command line would stand in the list of processes.</summary>
    public const string PasswordVariable = "Digest__Mail__Relays__0__Password";

    public Command AddTo(Command command)
    {
        command.Add(Site);
        foreach (var option in (Option[])[Feeds, Name, Slug, FromAddress, FromName, SendAt, TimeZone, BaseUrl, RelayHost, RelayPort, RelayUser, RelaySecurity, AllowPrivate, Force])
            command.Add(option);
        return command;
    }
}
