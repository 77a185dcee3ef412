using System.CommandLine;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Templating;

namespace Digest.Commands;

/// <summary>The operator names one address that must not be mailed, or lifts what stands against one, with a reason that is recorded.</summary>
internal static class SuppressionsChange
{
    public static Command Add()
    {
        var address = new Argument<string>("ADDRESS");
        var reason = new Option<string>("--reason") { Description = "never (nobody writes to it again), bounced, complained, or left (the one newsletter)", DefaultValueFactory = _ => "never" };
        reason.AcceptOnlyFromAmong("never", "bounced", "complained", "left");
        var newsletter = new Option<string?>("--newsletter") { Description = "Which one was left (its slug)" };
        var note = new Option<string?>("--note") { Description = "Why, in your words; shown by list" };
        var command = new Command("add", "Mail an address no more, from now on") { address, reason, newsletter, note };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(reason) == "left") != (result.GetValue(newsletter) is not null)) result.AddError("--newsletter and --reason left belong together");
        });
        command.SetAction((parsed, ct) => AddAsync(
            SubscribersAdd.Address(parsed.GetRequiredValue(address)), parsed.GetRequiredValue(reason).ToState<SuppressionReason>(), parsed.GetValue(newsletter), parsed.GetValue(note), ct));
        return command;
    }

    private static async Task<int> AddAsync(MailAddress address, SuppressionReason reason, string? slug, string? note, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(ct);
        var store = session.Get<NewsletterStore>();
        var newsletter = slug is not null ? (await store.GetAsync(slug, ct)).Id : await store.AllAsync(ct) is [var first, ..] ? first.Id : Suppressions.All;
        var refusal = new Refusal(session.Get<AddressHasher>().Hash(address), slug is null, reason, session.Get<TimeProvider>().GetUtcNow(), "cli") { Note = Line(note) };
        await session.Get<Writer>().WriteAsync((c, t) => session.Get<Refusals>().AddAsync(c, t, newsletter, [refusal], TimeSpan.MaxValue), ct);
        Screen.Message($"{address.Text} is mailed no more{(slug is null ? "" : $" by {slug}")}.");
        return 0;
    }

    public static Command Lift()
    {
        var address = new Argument<string>("ADDRESS");
        var reason = new Option<string>("--reason") { Description = "Why it may be mailed again; recorded with the evidence", Required = true };
        var command = new Command("lift", "Take away all that stands against an address. Who had been a reader is not made one by it: they sign up, or are asked, anew") { address, reason };
        command.SetAction((parsed, ct) => LiftAsync(SubscribersAdd.Address(parsed.GetRequiredValue(address)), parsed.GetRequiredValue(reason), ct));
        return command;
    }

    /// <exception cref="Fault">No reason was given, or nothing stands against the address.</exception>
    private static async Task<int> LiftAsync(MailAddress address, string reason, CancellationToken ct)
    {
        if (Line(reason) is not { } why) throw new Fault("--reason is empty. Say why the address may be mailed again; it is recorded.");
        await using var session = await Session.OpenAsync(ct);
        var hash = session.Get<AddressHasher>().Hash(address);
        var log = session.Get<ConsentLog>();
        var lifted = await session.Get<Writer>().WriteAsync(async (c, t) =>
        {
            var stood = await Suppressions.OfAsync(c, t, hash);
            foreach (var row in stood.Count == 0 ? [] : await SubscriptionStore.OfAsync(c, t, hash))
                await log.AddAsync(c, t, row, new ConsentAct("lifted", "cli") { Detail = $"was {string.Join(", ", stood.Select(s => s.Reason.Text()).Distinct())}; {why}" });
            if (stood.Count > 0) await session.Get<EventLog>().AddAsync(c, t, "suppression_lifted", 0, new { hash = Convert.ToHexStringLower(hash), were = stood.Select(s => s.Reason.Text()), why });
            await Suppressions.LiftAllAsync(c, t, hash);
            return stood;
        }, ct);
        if (lifted.Count == 0) throw new Fault($"Nothing stands against {address.Text}. See: digest suppressions list");
        Screen.Message($"{address.Text} may be mailed again ({string.Join(", ", lifted.Select(s => s.Reason.Text()).Distinct())}). To ask whether they want to: digest subscribers add NEWSLETTER {address.Text}");
        return 0;
    }

    private static string? Line(string? text) => text is null || Plain.Line(text).Trim() is not { Length: > 0 } line ? null : line;
}
