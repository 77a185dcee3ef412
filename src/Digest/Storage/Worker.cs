using Quartz;

namespace Digest.Storage;

/// <summary>What the parts of the worker share: the scheduler, and whether schedules run or only what is asked.</summary>
internal sealed record WorkerContext(IScheduler Scheduler, bool Schedules);

/// <summary>A part of the worker: runs from when this process became the worker until it stops.</summary>
internal interface IWorkerPart
{
    Task RunAsync(WorkerContext context, CancellationToken stopping);
}

/// <summary>
/// The worker of this installation: waits for <c>worker.lock</c>, then runs the scheduler and all parts. On stopping it
/// lets running jobs end and gives the lock back. After a crash the next worker goes on from the rows.
/// </summary>
internal sealed partial class Worker(
    WorkerSettings settings, StorageOptions options, Installation installation, QuartzStore quartz,
    IEnumerable<IWorkerPart> parts, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<Worker> log) : BackgroundService
{
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when this process has become the worker.</summary>
    public Task Ready => ready.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var held = settings.Held ?? await WaitForLockAsync(stoppingToken);
        if (settings.Held is null) await installation.PrepareAsync(held, ct: stoppingToken);
        var scheduler = await quartz.StartAsync(stoppingToken);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        try
        {
            var context = new WorkerContext(scheduler, settings.Schedules);
            var running = parts.Select(p => p.RunAsync(context, stopping.Token)).ToList();
            ready.TrySetResult();
            running.Add(Task.Delay(Timeout.Infinite, stopping.Token));
            while (true)
            {
                // A part may have nothing more to do; one that fails ends the worker.
                var ended = await Task.WhenAny(running);
                running.Remove(ended);
                await ended;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
        catch (Exception fault)
        {
            Broken(fault);
            ready.TrySetException(fault);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
        finally
        {
            await stopping.CancelAsync();
            await scheduler.Shutdown(waitForJobsToComplete: true, CancellationToken.None);
        }
    }

    private async Task<WorkerLock> WaitForLockAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        for (var told = false; ; told = true)
        {
            if (WorkerLock.TryTake(options) is { } taken) return taken;
            if (!told) Waiting();
            await timer.WaitForNextTickAsync(ct);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Another process holds worker.lock and does the work; this one waits for its end")]
    private partial void Waiting();

    [LoggerMessage(Level = LogLevel.Critical, Message = "The worker stopped")]
    private partial void Broken(Exception fault);
}

/// <param name="Held">The lock, when the command took it before the host was built.</param>
/// <param name="Schedules">Whether schedules run; false: only requests, until they are done.</param>
internal sealed record WorkerSettings(WorkerLock? Held, bool Schedules);
