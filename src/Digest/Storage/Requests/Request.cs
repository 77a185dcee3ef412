namespace Digest.Storage.Requests;

internal enum RequestState
{
    Waiting,
    Running,
    Done,
    Failed,
}

/// <summary>Work that a command asks of the worker: a row, so that it survives both.</summary>
internal sealed record Request
{
    public required long Id { get; init; }
    public required PublicId PublicId { get; init; }
    public required string Kind { get; init; }
    public required string Data { get; init; }
    public required string State { get; init; }
    public string? Message { get; init; }
    public string? Result { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Does one kind of request. Runs again from the start after a crash, so each of its steps may be repeated.</summary>
internal interface IRequestHandler
{
    string Kind { get; }

    /// <returns>What came of it, in one line for people.</returns>
    /// <exception cref="Fault">It can't be done; the message says why.</exception>
    Task<string> RunAsync(Request request, CancellationToken ct);
}
