using Digest.Delivering.Relays;

namespace Digest.Tests.Delivering;

/// <summary>A relay whose connections open when, and in the order in which, the test says so.</summary>
internal sealed class SlowToOpen : ITransport
{
    private int asked;

    public TaskCompletionSource<ILine>[] Openings { get; } = [.. Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource<ILine>())];

    public int Connections => Openings.Length;

    public string Description => "a relay that is slow to open";

    public Task<ILine> OpenAsync(CancellationToken ct) => Openings[Interlocked.Increment(ref asked) - 1].Task;
}

/// <summary>A connection over which nothing is sent.</summary>
internal sealed class IdleLine : ILine
{
    public bool Usable => true;

    public Task<Reply> SendAsync(OutgoingMail mail, CancellationToken ct) => throw new InvalidOperationException("This connection is not for mail.");

    public Task<bool> AnswersAsync(CancellationToken ct) => Task.FromResult(true);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
