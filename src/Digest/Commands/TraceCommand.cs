using System.CommandLine;
using Digest.Readers;
using Digest.Storage;
using Digest.Subscribing.Records;

namespace Digest.Commands;

/// <summary><c>digest trace ADDRESS</c>: everything that happened to one reader, the oldest first.</summary>
internal static class TraceCommand
{
    public static Command Make()
    {
        var address = new Argument<string>("ADDRESS");
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("trace", "Everything that happened to one reader: consent, letters, deliveries with the relay's answers, bounces") { address, json };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetRequiredValue(address), parsed.GetValue(json), ct));
        return command;
    }

    /// <exception cref="Fault">Nothing is known of the address.</exception>
    public static async Task<PersonRecord> FindAsync(Session session, MailAddress address, CancellationToken ct)
    {
        var person = await session.Get<PersonRecords>().OfAsync(address, ct);
        return person.IsEmpty ? throw new Fault($"Nothing is known of {address.Text} here.") : person;
    }

    private static async Task<int> RunAsync(string typed, bool json, CancellationToken ct)
    {
        var address = SubscribersAdd.Address(typed);
        await using var session = await Session.OpenAsync(ct);
        var person = await FindAsync(session, address, ct);
        if (json) Screen.Json(PersonJson.Trace(address.Text, person));
        else foreach (var happened in Happening.Of(person))
            Screen.Data($"{Screen.Time(happened.At)}  {happened.Newsletter ?? "all"}  {happened.What}");
        return 0;
    }
}
