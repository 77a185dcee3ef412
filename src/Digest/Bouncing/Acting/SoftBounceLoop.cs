using System.Data.Common;
using System.Text.Json;
using Dapper;
using Digest.Delivering;
using Digest.Delivering.Ledger;
using Digest.Storage;

namespace Digest.Bouncing.Acting;

/// <summary>
/// Weighs what relays said in the session of mailboxes that take nothing, as what comes back as mail is weighed. Reads the event rows of
/// Delivering, each once, whatever crashes.
/// </summary>
internal sealed partial class SoftBounceLoop(Database database, Writer writer, SoftBounces soft, TimeProvider clock, ILogger<SoftBounceLoop> log) : IWorkerPart
{
    private const string Reader = "soft_bounces";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private const string SelectNew = """
        select id, at, kind, newsletter, data from event
        where kind = @kind and id > coalesce((select event from event_cursor where reader = @reader), 0) order by id limit 100
        """;

    private const string Advance = "insert into event_cursor (reader, event) values (@reader, @id) on conflict (reader) do update set event = excluded.event";

    public async Task RunAsync(WorkerContext context, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                while (await WeighSomeAsync(stop)) { }
            }
            catch (Exception fault) when (Outage.Is(fault))
            {
                Later(fault.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    private async Task<bool> WeighSomeAsync(CancellationToken stop)
    {
        await using (var c = await database.OpenAsync(stop))
            if (!(await NewAsync(c, null)).Any()) return false;
        await writer.WriteAsync(async (c, t) =>
        {
            foreach (var happened in await NewAsync(c, t))
            {
                if (PublicId.TryParse(JsonDocument.Parse(happened.Data).RootElement.GetProperty("delivery").GetString(), out var id)
                    && await SentMail.FindAsync(c, t, id) is { Subscription: { } reader } sent)
                    await soft.WeighAsync(c, t, reader, sent.Address);
                await c.ExecuteAsync(Advance, new { reader = Reader, id = happened.Id }, t);
            }
        }, stop);
        return true;
    }

    private static Task<IEnumerable<Event>> NewAsync(DbConnection c, DbTransaction? t) => c.QueryAsync<Event>(SelectNew, new { kind = Aftermath.SoftBounce, reader = Reader }, t);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Soft bounces are weighed later: {Fault}")]
    private partial void Later(string fault);
}
