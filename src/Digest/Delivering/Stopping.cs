namespace Digest.Delivering;

/// <summary>
/// How sending ends when the process is asked to stop: no new claim from that moment, and answers are waited for up to
/// StopWait; what is unanswered then is in doubt.
/// </summary>
internal sealed class Stopping : IDisposable
{
    private readonly CancellationTokenSource waiting = new();
    private readonly CancellationTokenRegistration registration;

    public Stopping(IHostApplicationLifetime lifetime, DeliveringOptions options)
    {
        NoNewClaims = lifetime.ApplicationStopping;
        registration = NoNewClaims.Register(() => waiting.CancelAfter(options.StopWait));
    }

    public CancellationToken NoNewClaims { get; }

    public CancellationToken NoMoreWaiting => waiting.Token;

    public void Dispose()
    {
        registration.Dispose();
        waiting.Dispose();
    }
}
