using System.Threading.Channels;
using Digest.Delivering.Ledger;
using Digest.Delivering.Relays;
using Digest.Storage;

namespace Digest.Delivering;

/// <summary>
/// Sends one batch: a reader fills a bounded channel, and one sender for each connection empties it. A sender has its
/// connection before it claims, claims before the first byte, and writes the answer before its next mail: together with
/// the next claim when there is one, else alone, at once. A crash leaves at most one row a connection in doubt.
/// </summary>
internal sealed class BatchSender(
    Lines lines, Writer writer, Claims claims, Answers answers, OpenDeliveries open, Stopping stopping)
{
    /// <summary>After so many mails a sender gives its connection to whoever waits for one: letters, other batches.</summary>
    private const int MailsPerTurn = 20;

    /// <returns>The due times of retries that were planned.</returns>
    public async Task<IReadOnlyCollection<DateTimeOffset>> RunAsync(BatchRun run, EditionMails mails)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping.NoNewClaims);
        var work = new Work(run, mails, Channel.CreateBounded<Delivery>(new BoundedChannelOptions(lines.Connections * 4)), end);
        var senders = Enumerable.Range(0, lines.Connections).Select(_ => SendAsync(work)).ToList();
        await FillAsync(work);
        await Task.WhenAll(senders);
        return work.Retries;
    }

    private async Task FillAsync(Work work)
    {
        try
        {
            await foreach (var delivery in open.OfAsync(work.Run.Batch, work.End.Token)) await work.Rows.Writer.WriteAsync(delivery, work.End.Token);
        }
        catch (OperationCanceledException) when (work.End.IsCancellationRequested)
        {
            // The rest keeps its state; the next run finds it.
        }
        catch
        {
            await work.End.CancelAsync();
            throw;
        }
        finally
        {
            work.Rows.Writer.TryComplete();
        }
    }

    private async Task SendAsync(Work work)
    {
        Answered? last = null;
        Lines.Lease? lease = null;
        try
        {
            for (var sent = 0; !work.End.IsCancellationRequested;)
            {
                if (!work.Rows.Reader.TryRead(out var next))
                {
                    last = await SettleAsync(work, last);
                    if (!await work.Rows.Reader.WaitToReadAsync(work.End.Token)) break;
                    continue;
                }
                if (lease is not null && (!lease.Line.Usable || sent >= MailsPerTurn))
                {
                    last = await SettleAsync(work, last);
                    await lease.DisposeAsync();
                    (lease, sent) = (null, 0);
                }
                lease ??= await lines.RentAsync(work.End.Token);
                if (lease is null)
                {
                    await work.End.CancelAsync(); // The relay is down: the batch is woken again later.
                    break;
                }
                var claim = await ClaimAsync(work, last, next);
                last = null;
                if (claim.Outcome is ClaimOutcome.Stopped or ClaimOutcome.Superseded) await work.End.CancelAsync();
                if (claim.Outcome != ClaimOutcome.Claimed) continue;
                last = new Answered(next, claim, await SendAsync(work, lease.Line, next, claim));
                sent++;
            }
        }
        catch (OperationCanceledException) when (work.End.IsCancellationRequested)
        {
            // Stopping between two mails.
        }
        catch
        {
            await work.End.CancelAsync();
            throw;
        }
        finally
        {
            await SettleAsync(work, last);
            if (lease is not null) await lease.DisposeAsync();
        }
    }

    private async Task<Reply> SendAsync(Work work, ILine line, Delivery delivery, Claim claim)
    {
        var mail = await work.Mails.MakeAsync(delivery, claim.Address, stopping.NoMoreWaiting);
        return await line.SendAsync(mail, stopping.NoMoreWaiting);
    }

    private async Task<Claim> ClaimAsync(Work work, Answered? last, Delivery next)
    {
        var (claim, retry) = await writer.WriteAsync(async (c, t) =>
        {
            var due = last is null ? null : await answers.WriteAsync(c, t, last.Delivery, work.Run, last.Claim, last.Reply);
            return (await claims.ClaimAsync(c, t, next, work.Run), due);
        });
        work.Add(retry);
        return claim;
    }

    private async Task<Answered?> SettleAsync(Work work, Answered? last)
    {
        if (last is not null)
            work.Add(await writer.WriteAsync((c, t) => answers.WriteAsync(c, t, last.Delivery, work.Run, last.Claim, last.Reply)));
        return null;
    }

    private sealed record Answered(Delivery Delivery, Claim Claim, Reply Reply);

    private sealed record Work(BatchRun Run, EditionMails Mails, Channel<Delivery> Rows, CancellationTokenSource End)
    {
        private readonly HashSet<DateTimeOffset> retries = [];

        public IReadOnlyCollection<DateTimeOffset> Retries => retries;

        public void Add(DateTimeOffset? retry)
        {
            if (retry is { } at) lock (retries) retries.Add(at);
        }
    }
}
