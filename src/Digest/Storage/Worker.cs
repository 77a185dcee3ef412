using Quartz;

namespace Digest.Storage;

/// <summary>What the parts of the worker share: the scheduler, and whether schedules run or only what is asked.</summary>
internal sealed record WorkerContext(IScheduler Scheduler, bool Schedules);

/// <summary>A part of the worker: runs from when this process became the worker until it stops.</summary>
internal interface IWorkerPart
{
    /// <summary>Stores what other parts, and jobs of other nodes, may wake; before any part runs.</summary>
    Task PrepareAsync(WorkerContext context, CancellationToken ct) => Task.CompletedTask;

    Task RunAsync(WorkerContext context, CancellationToken stopping);
}

/// <summary>
/// The worker of this data folder: waits for <c>worker.lock</c>, then runs the scheduler and all parts. On stopping it
/// lets running jobs end and gives the lock back. After a crash the next worker goes on from the rows.
/// </summary>
internal sealed partial class Worker(
    WorkerSettings settings, StorageOptions options, Installation installation, QuartzStore quartz,
    Standstill standstill, Node node, IEnumerable<IWorkerPart> parts, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<Worker> log) : BackgroundService
{
    private static readonly TimeSpan AfterOutage = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookEach = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            using var held = settings.Held ?? await WaitForLockAsync(stoppingToken);
            if (held is null) return;
            if (settings.Held is null) await installation.PrepareAsync(held, ct: stoppingToken);
            await WorkAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
        catch (Exception fault)
        {
            Broken(fault);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    // From one standstill to the next.
    private async Task WorkAsync(CancellationToken stopping)
    {
        IScheduler? scheduler = null;
        try
        {
            while (true)
            {
                await KeepTryingAsync("The start", () => WaitWhilePausedAsync(stopping), stopping);
                await KeepTryingAsync("The start", () => node.JoinAsync(works: true, stopping), stopping);
                await KeepTryingAsync("The start", async () => scheduler = await quartz.StartAsync(stopping), stopping);
                await RunPartsAsync(scheduler!, stopping);
                await node.LeaveAsync();
            }
        }
        finally
        {
            // The lock and the writer are there until what runs has ended.
            if (scheduler is not null) await scheduler.Shutdown(waitForJobsToComplete: true, CancellationToken.None);
            await node.LeaveAsync();
        }
    }

    /// <summary>Runs all parts until the installation stands still; what a part has in hand it brings to an end.</summary>
    private async Task RunPartsAsync(IScheduler scheduler, CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var context = new WorkerContext(scheduler, settings.Schedules);
        List<Task> running = [];
        try
        {
            // Short, and Quartz had better not be interrupted in it.
            foreach (var part in parts) await KeepTryingAsync(part.GetType().Name, () => part.PrepareAsync(context, CancellationToken.None), ending.Token, mendable: true);
            running.AddRange(parts.Select(p => KeepTryingAsync(p.GetType().Name, () => p.RunAsync(context, ending.Token), ending.Token, mendable: true)));
            var paused = UntilPausedAsync(ending.Token);
            List<Task> open = [.. running, paused];
            while (!paused.IsCompleted)
            {
                // A part may have nothing more to do; one that fails ends the worker.
                var ended = await Task.WhenAny(open);
                open.Remove(ended);
                await ended;
            }
            await paused;
        }
        finally
        {
            await ending.CancelAsync();
            await scheduler.Standby(CancellationToken.None);
            await Task.WhenAll(running).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    // A locked or full disk passes, and a setting that does not fit any more is mended; it begins again then, from the rows.
    private async Task KeepTryingAsync(string what, Func<Task> work, CancellationToken stopping, bool mendable = false)
    {
        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (Exception fault) when ((Outage.Is(fault) || fault is SchedulerException || (mendable && fault is Fault)) && !stopping.IsCancellationRequested)
            {
                Again(what, fault.Message);
                await Task.Delay(AfterOutage, clock, stopping);
            }
        }
    }

    private async Task WaitWhilePausedAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(LookEach, clock);
        for (var told = false; await standstill.FindAsync(ct) is { } pause; told = true)
        {
            if (!told) Paused(Standstill.Words(pause));
            await timer.WaitForNextTickAsync(ct);
        }
    }

    // Only a database that others use can be put back while this process works.
    private async Task UntilPausedAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(options.Database.Provider == DatabaseProvider.PostgreSql ? LookEach : Timeout.InfiniteTimeSpan, clock);
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                if (await standstill.FindAsync(ct) is not null) return;
            }
            catch (Exception fault) when (Outage.Is(fault))
            {
                // The node says that the database can't be reached; the next look asks again.
            }
        }
    }

    /// <returns>Null: the database was moved away meanwhile, and this process ends, pages and all.</returns>
    private async Task<WorkerLock?> WaitForLockAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        try
        {
            for (var told = false; ; told = true)
            {
                if (WorkerLock.TryTake(options) is { } taken) return taken;
                if (!told) Waiting();
                await timer.WaitForNextTickAsync(ct);
            }
        }
        catch (Fault fault)
        {
            Refused(fault.Message);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Another process holds worker.lock and does the work; this one waits for its end")]
    private partial void Waiting();

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Why}")]
    private partial void Paused(string why);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Why}")]
    private partial void Refused(string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Part} can't go on and tries again: {Cause}")]
    private partial void Again(string part, string cause);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The worker stopped")]
    private partial void Broken(Exception fault);
}

/// <param name="Held">The lock, when the command took it before the host was built.</param>
/// <param name="Schedules">Whether schedules run; false: only requests, until they are done.</param>
internal sealed record WorkerSettings(WorkerLock? Held, bool Schedules);
