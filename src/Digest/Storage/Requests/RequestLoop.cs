
namespace Digest.Storage.Requests;

/// <summary>Reads open requests every second and runs each beside the others. Part of the worker.</summary>
internal sealed partial class RequestLoop(
    RequestStore store, Node node, IEnumerable<IRequestHandler> handlers, TimeProvider clock, ILogger<RequestLoop> log) : IWorkerPart
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    // Outlives an outage that begins the loop anew: no request runs twice at once.
    private readonly Dictionary<long, Task> running = [];
    private readonly Dictionary<string, IRequestHandler> byKind = handlers.ToDictionary(h => h.Kind, StringComparer.Ordinal);

    public async Task RunAsync(WorkerContext context, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            do
            {
                foreach (var id in running.Where(p => p.Value.IsCompleted).Select(p => p.Key).ToList()) running.Remove(id);
                foreach (var request in await store.OpenAsync(stopping))
                    if (!running.ContainsKey(request.Id)) running[request.Id] = RunOneAsync(request, stopping);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        finally
        {
            if (stopping.IsCancellationRequested) await Task.WhenAll(running.Values);
        }
    }

    private async Task RunOneAsync(Request request, CancellationToken stop)
    {
        // What others may have taken meanwhile is let go.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, node.Lost);
        var stopping = either.Token;
        try
        {
            if (!await store.StartAsync(request.Id, stopping)) return;
            if (!byKind.TryGetValue(request.Kind, out var handler)) throw new Fault($"This version knows no request '{request.Kind}'.");
            var message = await handler.RunAsync(request, stopping);
            await store.FinishAsync(request.Id, RequestState.Done, message, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The row stays 'running': the next worker takes it up.
        }
        catch (Exception fault) when (Outage.Is(fault))
        {
            // The row stays 'running', too: it is taken up as soon as the storage can be used again.
            Interrupted(request.Kind, request.Id, fault.Message);
        }
        catch (Exception fault)
        {
            if (fault is not Fault) Failed(fault, request.Kind, request.Id);
            await EndAsync(request, fault.Message);
        }
    }

    private async Task EndAsync(Request request, string message)
    {
        try
        {
            await store.FinishAsync(request.Id, RequestState.Failed, message, CancellationToken.None);
        }
        catch (Exception outage) when (Outage.Is(outage))
        {
            Interrupted(request.Kind, request.Id, outage.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Request {Kind} {Id} waits for the storage: {Cause}")]
    private partial void Interrupted(string kind, long id, string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "Request {Kind} {Id} failed")]
    private partial void Failed(Exception fault, string kind, long id);
}
