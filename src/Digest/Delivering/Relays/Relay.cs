using Digest.Delivering.Replies;

namespace Digest.Delivering.Relays;

/// <summary>Whether a relay has a place for one more sender.</summary>
internal enum Room
{
    Free,

    /// <summary>All its places are taken: one comes back soon.</summary>
    Taken,

    /// <summary>It was down and is tried, or gets one connection after the other, or has not answered for long: who can go elsewhere should.</summary>
    Starting,

    /// <summary>No connection is tried for now.</summary>
    Closed,
}

/// <summary>
/// One relay as this process knows it: its places, its idle connections, its breaker, its pace, and what it did so far. Guarded
/// by the gate of <see cref="Lines"/>, but for opening connections and waiting for permits.
/// </summary>
/// <param name="name">Its <c>host:port</c>, or <c>outbox</c>.</param>
/// <param name="transport">How connections to it are made.</param>
/// <param name="pace">Mails a second.</param>
/// <param name="weight">Its share among those of its priority.</param>
/// <param name="priority">Lower ones come first.</param>
internal sealed class Relay(string name, ITransport transport, Pace? pace = null, int weight = 1, int priority = 0) : IDisposable
{
    /// <summary>Idle connections, the latest on top.</summary>
    public Stack<(ILine Line, DateTimeOffset Since)> Kept { get; } = new();

    private static readonly TimeSpan LivelyFor = TimeSpan.FromSeconds(5);

    // Answers may take minutes; but who can go elsewhere need not wait for places that long.
    private static readonly TimeSpan PatientFor = TimeSpan.FromSeconds(30);
    private readonly Breaker breaker = new();
    private readonly Slowing slowing = new(transport.Connections);
    private DateTimeOffset answeredAt = DateTimeOffset.MinValue;
    private bool isProbed;
    private int places;
    private int rented;
    private long accepted;
    private long refused;

    public string Name => name;

    public ITransport Transport => transport;

    public Pace? Pace => pace;

    public int Weight => weight;

    public int Priority => priority;

    /// <summary>How much of its share it has had, in mails by weight.</summary>
    public double Had { get; set; }

    public string? Problem => breaker.Problem;

    /// <summary>Whether nothing more should be sent over the connections that there are.</summary>
    public bool IsSick => breaker.IsSick;

    public int Allowed => slowing.Allowed;

    public TimeSpan DownFor(DateTimeOffset now) => breaker.OpenFor(now);

    /// <summary>Whether it answered a mail lately.</summary>
    public bool IsLively(DateTimeOffset now) => now - answeredAt < LivelyFor;

    public Room RoomAt(DateTimeOffset now)
    {
        slowing.Grow(now);
        if (breaker.IsOpen(now)) return Kept.Count > 0 && !breaker.IsSick && places < Allowed ? Room.Free : Room.Closed;
        if (breaker.Problem is not null) return isProbed || places >= transport.Connections ? Room.Starting : Room.Free;
        if (places < Allowed) return Room.Free;
        return slowing.IsStarting || now - answeredAt > PatientFor ? Room.Starting : Room.Taken;
    }

    /// <summary>Takes a place for a sender.</summary>
    public void Take(DateTimeOffset now)
    {
        places++;
        if (places == 1) answeredAt = now; // it is waited for from here
        if (breaker.Problem is null || breaker.IsOpen(now)) return;
        isProbed = true;
        slowing.Restart();
    }

    /// <summary>Whether a connection that comes back may stay open: idle ones count for the relay, too.</summary>
    public bool MayKeep(ILine line) => line.Usable && Kept.Count + places <= Allowed;

    /// <summary>The place is free again.</summary>
    public void Leave()
    {
        places--;
        isProbed = false;
    }

    /// <summary>A connection is in a sender's hands.</summary>
    public void Rent() => rented++;

    public void Return() => rented--;

    /// <summary>A connection was made. True: another was refused meanwhile, so that the relay is not down but asks for less.</summary>
    public bool Opened(DateTimeOffset now)
    {
        if (!breaker.IsOpen(now) || breaker.IsSick)
        {
            slowing.Bear(rented + 1);
            return false;
        }
        breaker.Close();
        return slowing.Slow(now, rented + 1);
    }

    /// <summary>No connection can be made. True: it is down; false: several tried at once, and this is known.</summary>
    public bool Failed(DateTimeOffset now, string problem) => breaker.Fail(now, problem);

    /// <summary>Whether it has some of our connections, and they work.</summary>
    public bool HasSome(DateTimeOffset now) => rented + Kept.Count > 0 && IsLively(now);

    /// <summary>It has some of our connections and refuses another. False: it just did.</summary>
    public bool Refused(DateTimeOffset now) => slowing.Slow(now, rented + Kept.Count);

    public bool Slow(DateTimeOffset now) => slowing.Slow(now);

    /// <summary>What it said to a mail.</summary>
    /// <param name="now">The time.</param>
    /// <param name="reply">Its words.</param>
    /// <param name="isFresh">Whether the mail was the first on its connection.</param>
    public Turn Answered(DateTimeOffset now, Reply reply, bool isFresh)
    {
        if (reply.Class == ReplyClass.Unable) return Turn.None;
        // A connection that has carried mails and ends tells of itself only: relays take so many over each, and go to bed.
        var isLost = reply.LineLost || reply.Class == ReplyClass.NoAnswer;
        if (isLost || reply.IsOfSession) return (isFresh || !isLost) && breaker.Lose(now, $"{name}: {reply.Text}") ? Turn.Down : Turn.None;
        (accepted, refused) = reply.Class == ReplyClass.Accepted ? (accepted + 1, refused) : (accepted, refused + 1);
        answeredAt = now;
        var isBack = breaker.Answer();
        if (isBack) isProbed = false;
        var hasMore = reply.Class == ReplyClass.Accepted && slowing.Take();
        return isBack ? Turn.Back : hasMore ? Turn.More : Turn.None;
    }

    public RelayView View(DateTimeOffset now) => new(name, StateAt(now), Problem, rented, Allowed, accepted, refused);

    private RelayState StateAt(DateTimeOffset now)
    {
        if (Problem is not null) return breaker.IsOpen(now) ? RelayState.Down : RelayState.Probed;
        return Allowed < transport.Connections ? RelayState.Slowed : RelayState.Up;
    }

    public void Dispose() => pace?.Dispose();

    /// <summary>What an answer changed.</summary>
    internal enum Turn
    {
        None,
        Down,

        /// <summary>It takes mail again.</summary>
        Back,

        /// <summary>It gets another connection.</summary>
        More,
    }
}
