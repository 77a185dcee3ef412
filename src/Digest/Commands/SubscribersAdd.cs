using System.CommandLine;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Subscribing;

namespace Digest.Commands;

internal static class SubscribersAdd
{
    public static Command Make()
    {
        var newsletter = new Argument<string>("NEWSLETTER") { Description = "Its slug" };
        var address = new Argument<string>("ADDRESS");
        var status = Status();
        var cadence = new Option<string>("--cadence") { Description = "daily, or weekly where the newsletter has a weekly edition", DefaultValueFactory = _ => "daily" };
        cadence.AcceptOnlyFromAmong("daily", "weekly");
        var command = new Command("add", "Add one reader") { newsletter, address, status, cadence };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetRequiredValue(newsletter), parsed.GetRequiredValue(address),
            new Standing(StatusOf(parsed, status)) { Cadence = parsed.GetRequiredValue(cadence) }, ct));
        return command;
    }

    /// <summary>As what the publisher names readers.</summary>
    public static Option<string> Status()
    {
        var option = new Option<string>("--status")
        {
            Description = "pending: asked to confirm by a letter; active: you state that you hold their consent, and that is recorded",
            DefaultValueFactory = _ => "pending",
        };
        option.AcceptOnlyFromAmong("pending", "active");
        return option;
    }

    public static SubscriptionStatus StatusOf(ParseResult parsed, Option<string> option) => (parsed.GetValue(option) ?? "pending").ToState<SubscriptionStatus>();

    /// <exception cref="Fault">It is no address.</exception>
    public static MailAddress Address(string typed) =>
        MailAddress.Parse(typed, out var fault) ?? throw new Fault($"'{ReaderText.Name(typed)}' {fault?.Words()}. A mail address looks like name@example.org.");

    private static async Task<int> RunAsync(string slug, string typed, Standing standing, CancellationToken ct)
    {
        var address = Address(typed);
        await using var session = await Session.OpenAsync(ct);
        var newsletter = await session.Get<NewsletterStore>().GetAsync(slug, ct);
        if (standing.Cadence == "weekly" && newsletter.Options.WeeklyOn is null)
            throw new Fault($"{slug} has no weekly edition. Name its day first: digest newsletter set {slug} Weekly Monday");
        var outcome = await session.Get<Invitations>().AddAsync(newsletter, address, standing, ct);
        Screen.Message(outcome switch
        {
            Admission.Active => $"{address.Text} reads {slug} from now on.",
            Admission.Invited => $"{address.Text} gets a letter to confirm {slug}, once a worker runs (digest serve).",
            Admission.KeptOff => throw new Fault($"{address.Text} left, or must not be mailed (digest subscribers show {address.Text}). Only they can come back: by the sign-up form and its letter."),
            _ => $"{address.Text} is with {slug} already; nothing was changed (digest subscribers show {address.Text}).",
        });
        return 0;
    }
}
