namespace Digest.Delivering.Relays;

/// <summary>
/// Relays of one priority. Where their weights are equal each takes what it can; where they differ mails are shared by weight, and
/// who would have to go beyond a share waits for a place of the relay that lags, as long as that one answers. Start-time fair
/// queueing: each has had so much; the one that has had least is next, and what it could not take meanwhile is no credit.
/// Guarded by its owner.
/// </summary>
internal sealed class Tier(IReadOnlyList<Relay> relays)
{
    private const int MailsPerTurn = 20;
    private readonly bool isShared = relays.Select(r => r.Weight).Distinct().Count() > 1;
    private double now;

    public IReadOnlyList<Relay> Relays => relays;

    public int Connections => relays.Sum(r => r.Transport.Connections);

    /// <summary>After so many mails a sender gives its connection back, so that shares are kept and others get their turn.</summary>
    public int MailsPerTurnOf(Relay relay) => Math.Min(isShared ? MailsPerTurn / 4 : MailsPerTurn, relay.Pace?.Block ?? MailsPerTurn);

    /// <summary>The relay that is next, with a place taken; null: none has one now, and <paramref name="room"/> is the best that there is.</summary>
    public Relay? Take(DateTimeOffset at, IReadOnlyCollection<Relay> except, out Room room)
    {
        room = Room.Closed;
        foreach (var relay in relays.Except(except).OrderBy(Start))
        {
            var here = relay.RoomAt(at);
            if (here < room) room = here;
            if (here == Room.Free) return Take(relay, at);
            if (here == Room.Taken && isShared && relay.IsLively(at)) return null;
        }
        return null;
    }

    private Relay Take(Relay relay, DateTimeOffset at)
    {
        now = Start(relay);
        relay.Had = now + ((double)MailsPerTurnOf(relay) / relay.Weight);
        relay.Take(at);
        return relay;
    }

    /// <summary>A turn is over, in which so many mails went.</summary>
    public void GiveBack(Relay relay, int mails) => relay.Had -= (double)(MailsPerTurnOf(relay) - mails) / relay.Weight;

    private double Start(Relay relay) => Math.Max(now, relay.Had);
}
