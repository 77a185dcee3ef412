using System.Data.Common;
using System.Threading.Channels;
using Digest.Delivering.Ledger;
using Digest.Delivering.Relays;
using Digest.Delivering.Replies;
using Digest.Storage;

namespace Digest.Delivering;

/// <param name="Retries">The due times of retries that were planned.</param>
/// <param name="RelayDown">Whether it ended because no connection can be had, to any relay.</param>
/// <param name="HasRest">Whether mails are left whose domains have had their share for now.</param>
internal sealed record BatchEnd(IReadOnlyCollection<DateTimeOffset> Retries, bool RelayDown, bool HasRest);

/// <summary>
/// Sends one batch: a reader fills a bounded channel, and one sender for each connection empties it. A sender has its
/// connection and its permit before it claims, claims before the first byte, and writes the answer before its next mail: together with
/// the next claim when there is one, else alone, at once. A crash leaves at most one row a connection in doubt.
/// </summary>
internal sealed partial class BatchSender(
    Lines lines, DomainPaces domains, Writer writer, Moves moves, Answers answers, OpenDeliveries open, Stopping stopping, TimeProvider clock, ILogger<BatchSender> log)
{
    /// <summary>So many runs of this process may wait for domains that are slow by decree; they stand in the way of no other batch.</summary>
    private const int MostPatient = 4;

    private int running;
    private int patient;

    /// <summary>A batch comes to be sent; how many this process has now, it included.</summary>
    public int Enter() => Interlocked.Increment(ref running);

    /// <summary>It is through.</summary>
    public void Leave() => Interlocked.Decrement(ref running);

    public async Task<BatchEnd> RunAsync(BatchRun run, EditionMails mails)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping.NoNewClaims);
        var work = new Work(run, mails, Channel.CreateBounded<Delivery>(new BoundedChannelOptions(lines.Connections * 4)), new Aside(clock), end) { Senders = lines.Connections };
        var senders = Enumerable.Range(0, lines.Connections).Select(_ => SendAsync(work)).ToList();
        await Task.WhenAll([FillAsync(work), .. senders]);
        return new BatchEnd(work.Retries, work.Senders == 0, work.Aside.HasRest);
    }

    private async Task FillAsync(Work work)
    {
        try
        {
            await foreach (var delivery in open.OfAsync(work.Run.Batch, work.End.Token))
            {
                await ReturnDueAsync(work);
                if (domains.Of(delivery.MailedTo) is not null) work.Aside.Hand();
                await work.Rows.Writer.WriteAsync(delivery, work.End.Token);
            }
            await WaitForDomainsAsync(work);
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

    private static async Task ReturnDueAsync(Work work)
    {
        while (work.Aside.TryTake(out var due)) await work.Rows.Writer.WriteAsync(due, work.End.Token);
    }

    // Only as long as others have room; what is left then is found by a later run.
    private async Task WaitForDomainsAsync(Work work)
    {
        if (work.Aside.IsDone) return;
        try
        {
            if (Interlocked.Increment(ref patient) > MostPatient) return;
            Interlocked.Decrement(ref running);
            try
            {
                while (!work.Aside.IsDone)
                {
                    await work.Aside.ChangeAsync(work.End.Token);
                    await ReturnDueAsync(work);
                }
            }
            finally
            {
                Interlocked.Increment(ref running);
            }
        }
        finally
        {
            Interlocked.Decrement(ref patient);
        }
    }

    private async Task SendAsync(Work work)
    {
        var turn = new Turn();
        try
        {
            while (!work.End.IsCancellationRequested)
            {
                if (!work.Rows.Reader.TryPeek(out _))
                {
                    await SettleAsync(work, turn);
                    await turn.GiveBackAsync();
                    if (!await work.Rows.Reader.WaitToReadAsync(work.End.Token)) break;
                }
                if (await LineAsync(work, turn) is not { } lease)
                {
                    // The relays may take fewer connections than we would make; the others go on, the last one ends the run.
                    if (work.Retire()) await work.End.CancelAsync();
                    break;
                }
                if (await NextAsync(work) is not { } next) continue;
                await PermitAsync(work, turn, lease);
                if (await ClaimAsync(work, turn, next) is { } claim) await SendAsync(work, turn, lease, next, claim);
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
            try
            {
                await SettleAsync(work, turn);
            }
            finally
            {
                await turn.GiveBackAsync();
            }
        }
    }

    /// <summary>A usable connection; null: all relays are down.</summary>
    private async Task<Lease?> LineAsync(Work work, Turn turn)
    {
        if (turn.Lease is { IsSpent: true })
        {
            await SettleAsync(work, turn);
            await turn.GiveBackAsync();
        }
        return turn.Lease ??= await lines.RentAsync(work.End.Token);
    }

    /// <summary>The next whose domain may get a mail now, whatever the others wait for; null: there is none at hand.</summary>
    private async Task<Delivery?> NextAsync(Work work)
    {
        while (work.Rows.Reader.TryRead(out var next))
        {
            if (domains.Of(next.MailedTo) is not { } pace) return next;
            // What is too late is not sent: it needs no permit to be settled.
            var wait = next.ExpiresAt < clock.GetUtcNow() ? TimeSpan.Zero : await pace.TryAsync(work.End.Token);
            if (wait > TimeSpan.Zero) work.Aside.Put(next, pace, wait);
            else
            {
                work.Aside.Go();
                return next;
            }
        }
        return null;
    }

    // An answer does not wait for the next claim while that one waits.
    private async Task PermitAsync(Work work, Turn turn, Lease lease)
    {
        var permit = lease.PermitAsync(work.End.Token);
        if (!permit.IsCompleted) await SettleAsync(work, turn);
        await permit;
    }

    /// <summary>Records the last answer and claims the next mail in one step. Null: it is not to be sent, or not by this run.</summary>
    private async Task<Claim?> ClaimAsync(Work work, Turn turn, Delivery next)
    {
        var (asked, retry) = await moves.EnterAsync(new Move(work.Run, turn.Last, next));
        var claim = asked!;
        turn.Last = null;
        work.Add(retry);
        if (claim.Outcome is ClaimOutcome.Stopped or ClaimOutcome.Superseded) await work.End.CancelAsync();
        return claim.Outcome == ClaimOutcome.Claimed ? claim : null;
    }

    private async Task SendAsync(Work work, Turn turn, Lease lease, Delivery delivery, Claim claim) =>
        turn.Last = new Answered(delivery, claim, await HandOverAsync(work, lease, delivery, claim));

    private async Task<Reply> HandOverAsync(Work work, Lease lease, Delivery delivery, Claim claim)
    {
        OutgoingMail mail;
        try
        {
            mail = await work.Mails.MakeAsync(delivery, claim.Address, stopping.NoMoreWaiting);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Nobody's fault but ours, and likely the same for all: it counts as a refusal that blames us.
            Unmade(fault, delivery.PublicId.ToString());
            return new Reply(Outage.Is(fault) ? ReplyClass.Transient : ReplyClass.Policy, $"the mail can't be made: {fault.Message}");
        }
        return await lease.SendAsync(mail, stopping.NoMoreWaiting);
    }

    // What the relay said is true whatever the disk says: it is kept and tried again until it is written, so that a full or
    // locked disk makes nobody get a second copy. Only the end of the process leaves it in doubt.
    private async Task SettleAsync(Work work, Turn turn)
    {
        if (turn.Last is not { } last) return;
        turn.Last = null;
        Task<DateTimeOffset?> Write(DbConnection c, DbTransaction t) => answers.WriteAsync(c, t, last.Delivery, work.Run, last.Claim, last.Reply);
        try
        {
            work.Add((await moves.EnterAsync(new Move(work.Run, last, null))).Retry);
        }
        catch (Exception fault)
        {
            Unwritten(work.Run.Batch, fault.Message);
            await work.End.CancelAsync();
            work.Add(await writer.RecordAsync<DateTimeOffset?>(Write, stopping.NoMoreWaiting, beside: true));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An answer for batch {Batch} can't be written yet: {Cause}")]
    private partial void Unwritten(long batch, string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "The mail of delivery {Delivery} can't be made")]
    private partial void Unmade(Exception fault, string delivery);

    /// <summary>One sender's hands: its connection, and the answer not yet on disk.</summary>
    private sealed class Turn
    {
        public Lease? Lease { get; set; }
        public Answered? Last { get; set; }

        public async Task GiveBackAsync()
        {
            if (Lease is not null) await Lease.DisposeAsync();
            Lease = null;
        }
    }

    private sealed record Work(BatchRun Run, EditionMails Mails, Channel<Delivery> Rows, Aside Aside, CancellationTokenSource End)
    {
        private readonly HashSet<DateTimeOffset> retries = [];
        private int senders;

        /// <summary>How many have a connection or may still get one.</summary>
        public int Senders
        {
            get => Volatile.Read(ref senders);
            init => senders = value;
        }

        /// <summary>One has no connection and ends; true: it was the last.</summary>
        public bool Retire() => Interlocked.Decrement(ref senders) == 0;

        public IReadOnlyCollection<DateTimeOffset> Retries => retries;

        public void Add(DateTimeOffset? retry)
        {
            if (retry is { } at) lock (retries) retries.Add(at);
        }
    }
}
