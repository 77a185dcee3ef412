using System.Globalization;
using Digest.Composing;
using Digest.Composing.Variants;
using Digest.Delivering.Ledger;
using Digest.Delivering.Relays;
using Digest.Delivering.Signing;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Quartz;

namespace Digest.Delivering;

/// <summary>
/// Sends what one batch has to send. Run twice, or again after a crash, it goes on from the rows: the fence decides whose
/// claims count. After a fault, or when all relays are down, it ends early and wakes itself again; when the edition was paused,
/// its resumption does.
/// </summary>
[DisallowConcurrentExecution]
internal sealed partial class BatchJob(
    Writer writer, BatchSender sender, Lines lines, Batches batches, Finisher finisher, EditionStore editions, VariantStore variants, NewsletterStore newsletters,
    Tokens tokens, AddressHasher hasher, StorageOptions options, MailSigner signer, ReturnPaths paths, Node node, Stopping stopping, TimeProvider clock, ILogger<BatchJob> log) : IJob
{
    public const string BatchKey = "batch";

    // One has a mail for each connection; more overlap its end.
    private const int EnoughAtOnce = 3;

    private static readonly TimeSpan OthersFirst = TimeSpan.FromSeconds(2);

    // What others use of the shares of slow domains meanwhile.
    private static readonly TimeSpan DomainsRest = TimeSpan.FromSeconds(10);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (stopping.NoNewClaims.IsCancellationRequested) return;
        var batch = long.Parse(context.MergedJobDataMap.GetString(BatchKey) ?? "", CultureInfo.InvariantCulture);
        BatchRun? run = null;
        var here = sender.Enter();
        try
        {
            // What others can send, too, no node takes all for itself. What one that died had begun waits for nobody.
            if (!context.Recovering && here > EnoughAtOnce && await node.OthersWorkAsync(cancellationToken))
            {
                await WakeUps.SoonAsync(context, clock.GetUtcNow(), OthersFirst, cancellationToken);
                return;
            }
            run = await writer.WriteAsync((c, t) => batches.BeginAsync(c, t, batch), cancellationToken);
            if (run is null)
            {
                // Who has it may not be as alive as it was a moment ago.
                if (await batches.IsTakenAsync(batch, cancellationToken)) await WakeUps.AgainAsync(context, clock.GetUtcNow(), Node.LostAfter / 4, cancellationToken);
                return;
            }
            var mails = await EditionMails.OpenAsync(run.Edition, editions, variants, newsletters, tokens, hasher, options, signer, paths, cancellationToken);
            var end = await sender.RunAsync(run, mails);
            if (stopping.NoNewClaims.IsCancellationRequested) return;
            await writer.WriteAsync((c, t) => Batches.EndAsync(c, t, run), CancellationToken.None);
            if (end.RelayDown) await WakeUps.AgainAsync(context, clock.GetUtcNow(), lines.DownFor, cancellationToken);
            else if (end.HasRest) await WakeUps.SoonAsync(context, clock.GetUtcNow(), DomainsRest, cancellationToken);
            await finisher.TryFinishAsync(run.Edition, cancellationToken);
            await WakeUps.AddRetriesAsync(context.Scheduler, batches, run.Edition, end.Retries, cancellationToken);
        }
        catch (OperationCanceledException) when (stopping.NoNewClaims.IsCancellationRequested)
        {
            // What has no answer on disk by now is in doubt.
        }
        catch (Exception fault)
        {
            // The rows tell where it stopped.
            Broke(Outage.Trace(fault), batch, fault.Message);
            if (run is not null) await TryEndAsync(run);
            await WakeUps.AgainAsync(context, clock.GetUtcNow(), TimeSpan.Zero, cancellationToken);
        }
        finally
        {
            sender.Leave();
        }
    }

    // The next try may be on another node.
    private async Task TryEndAsync(BatchRun run)
    {
        try
        {
            await writer.WriteAsync((c, t) => Batches.EndAsync(c, t, run), CancellationToken.None);
        }
        catch (Exception fault) when (Outage.Is(fault))
        {
            // It is this node's until a run here ends in order, or the node is missed.
            Kept(run.Batch, fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Batch {Batch} can't be left to others yet: {Cause}")]
    private partial void Kept(long batch, string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "Batch {Batch} stopped early and is tried again: {Cause}")]
    private partial void Broke(Exception? fault, long batch, string cause);
}
