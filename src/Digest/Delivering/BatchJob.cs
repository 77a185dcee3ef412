using System.Globalization;
using Digest.Composing;
using Digest.Delivering.Ledger;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Quartz;

namespace Digest.Delivering;

/// <summary>
/// Sends what one batch has to send. Run twice, or again after a crash, it goes on from the rows: the fence decides whose
/// claims count. Ends early when the relay is down or the edition paused; <see cref="ReconcileJob"/> wakes it again.
/// </summary>
[DisallowConcurrentExecution]
internal sealed partial class BatchJob(
    Writer writer, BatchSender sender, Batches batches, Finisher finisher, EditionStore editions, NewsletterStore newsletters,
    Tokens tokens, StorageOptions options, Stopping stopping, ILogger<BatchJob> log) : IJob
{
    public const string BatchKey = "batch";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (stopping.NoNewClaims.IsCancellationRequested) return;
        var batch = long.Parse(context.MergedJobDataMap.GetString(BatchKey) ?? "", CultureInfo.InvariantCulture);
        try
        {
            var run = await writer.WriteAsync((c, t) => Batches.BeginAsync(c, t, batch), cancellationToken);
            if (run is null) return;
            var mails = await EditionMails.OpenAsync(run.Edition, editions, newsletters, tokens, options, cancellationToken);
            var retries = await sender.RunAsync(run, mails);
            if (stopping.NoNewClaims.IsCancellationRequested) return;
            await finisher.TryFinishAsync(run.Edition, cancellationToken);
            await WakeUps.AddRetriesAsync(context.Scheduler, batches, run.Edition, retries, cancellationToken);
        }
        catch (OperationCanceledException) when (stopping.NoNewClaims.IsCancellationRequested)
        {
            // What has no answer on disk by now is in doubt.
        }
        catch (Exception fault)
        {
            // The rows tell where it stopped; the batch is woken again within a minute.
            Broke(fault, batch);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Batch {Batch} stopped early and is tried again")]
    private partial void Broke(Exception fault, long batch);
}
