namespace Digest.Delivering.Relays;

/// <summary>
/// Time that only passes: it begins with the clock's, and no setting of the clock moves it. What is remembered of a relay is for
/// seconds and minutes, and must not stand still for the hours by which a clock was set back.
/// </summary>
internal sealed class SteadyClock(TimeProvider clock)
{
    private readonly DateTimeOffset began = clock.GetUtcNow();
    private readonly long at = clock.GetTimestamp();

    public DateTimeOffset Now => began + clock.GetElapsedTime(at);
}
