using System.CommandLine;
using Digest.Subscribing.Erasing;

namespace Digest.Commands;

/// <summary><c>digest subscribers erase ADDRESS</c>: all that is known of a person goes, for good.</summary>
internal static class SubscribersErase
{
    public static Command Make()
    {
        var address = new Argument<string>("ADDRESS");
        var command = new Command("erase", "Erase all that is known of a person; only they themselves can come back") { address };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetRequiredValue(address), ct));
        return command;
    }

    private static async Task<int> RunAsync(string typed, CancellationToken ct)
    {
        var address = SubscribersAdd.Address(typed);
        await using var session = await Session.OpenAsync(ct);
        var wasKnown = await session.Get<Erasure>().EraseAsync(address, "cli", ct);
        Screen.Message(wasKnown
            ? $"{address.Text} is erased from the database and the outbox. Dates and a keyed hash stay, so that no import brings them back; only they themselves can, by signing up and confirming."
            : $"Nobody had the address {address.Text} here. Its keyed hash is kept, so that no import brings it in; only the person themselves can, by signing up and confirming.");
        Screen.Message("Backups hold it until they are replaced: delete those that are older than today, or erase again after a restore.");
        return 0;
    }
}
