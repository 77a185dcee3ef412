using System.CommandLine;
using Digest.Composing;
using Digest.Delivering;
using Digest.Delivering.Ledger;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Commands;

/// <summary><c>edition show --as ADDRESS</c>: the mail that one reader got, byte for byte, on standard output and nothing else there.</summary>
internal static class EditionMail
{
    /// <summary>Gives <c>edition show</c> this option.</summary>
    public static Command On(Command show)
    {
        var reader = new Option<string?>("--as") { Description = "The very mail that this reader got, or will get: raw bytes, e.g. > mail.eml", HelpName = "ADDRESS" };
        show.Add(reader);
        show.Validators.Add(result =>
        {
            if (result.GetValue(reader) is not null && result.GetValue<bool>("--json")) result.AddError("--as and --json exclude each other.");
        });
        var otherwise = show.Action ?? throw new InvalidOperationException("edition show does nothing yet.");
        show.SetAction((parsed, ct) => parsed.GetValue(reader) is { } typed
            ? WriteAsync(parsed.GetRequiredValue<string>("NEWSLETTER"), parsed.GetValue<string?>("EDITION"), SubscribersAdd.Address(typed), ct)
            : ((System.CommandLine.Invocation.AsynchronousCommandLineAction)otherwise).InvokeAsync(parsed, ct));
        return show;
    }

    private static async Task<int> WriteAsync(string slug, string? name, MailAddress address, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(ct);
        var newsletter = await session.Get<NewsletterStore>().GetAsync(slug, ct);
        var edition = await EditionCommand.FindAsync(session, newsletter, name, ct);
        var proof = await session.Get<MailProofs>().OfAsync(edition, address, ct);
        if (proof.Outcome != ProofOutcome.Made) throw new Fault(Why(proof.Outcome, newsletter.Slug, edition, address.Text));
        await using (var output = Console.OpenStandardOutput()) await output.WriteAsync(proof.Mail, ct);
        if (proof.State is DeliveryState.Skipped or DeliveryState.Failed)
            Screen.Message($"This mail did not reach {address.Text}: {proof.State.Value.Text()}{(proof.Reason is null ? "" : $" ({proof.Reason})")}.");
        return 0;
    }

    private static string Why(ProofOutcome outcome, string newsletter, Edition edition, string address) => outcome switch
    {
        ProofOutcome.NoReader => $"There is no reader {address}. See: digest subscribers list {newsletter}",
        ProofOutcome.Erased => $"{address} was erased: no address, no mail. What is left is the record of their consent.",
        ProofOutcome.AddressChanged =>
            $"The address that got this mail, or {address} itself, has changed since: the links in it were made for the one before, so it can't be made again.",
        ProofOutcome.NotPlanned =>
            $"Edition {edition.Name} is {edition.State}: who gets it is decided at its release. See how it would look: digest preview {newsletter} --out DIR",
        ProofOutcome.NoDelivery =>
            $"Edition {edition.Name} ({edition.State}) was not meant for {address}: they were no active reader when its release began. See: digest subscribers show {address}",
        ProofOutcome.NotRecorded => $"Who got edition {edition.Name} is not kept any more: it ended longer ago than Digest:Retention:Deliveries.",
        _ => $"The mails of edition {edition.Name} are not kept any more: it ended longer ago than Digest:Retention:Editions.",
    };
}
