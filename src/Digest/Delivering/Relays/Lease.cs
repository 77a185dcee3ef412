using Digest.Delivering.Replies;
using Digest.Storage;

namespace Digest.Delivering.Relays;

/// <summary>A sender's connection for a turn. Disposing gives it back.</summary>
/// <param name="owner">Where it came from.</param>
/// <param name="relay">Whose it is.</param>
/// <param name="line">The connection.</param>
/// <param name="isNew">Whether it was opened for this lease.</param>
/// <param name="mailsPerTurn">After so many it should be given back.</param>
internal sealed class Lease(Lines owner, Relay relay, ILine line, bool isNew, int mailsPerTurn) : IAsyncDisposable
{
    private Relay relay = relay;
    private ILine? line = line;
    private bool isFresh = isNew;
    private int mailsPerTurn = mailsPerTurn;
    private int mails;

    /// <summary>Nothing more should be sent on it: the turn is over, or the connection.</summary>
    public bool IsSpent => line is not { Usable: true } || mails >= mailsPerTurn || relay.IsSick;

    /// <summary>Whose it is.</summary>
    public string Relay => relay.Name;

    /// <summary>Ends when one mail may go by this relay.</summary>
    public ValueTask PermitAsync(CancellationToken ct) => relay.Pace?.WaitAsync(ct) ?? ValueTask.CompletedTask;

    /// <summary>
    /// Hands one mail over. What certainly did not get out because the connection ended goes once more over another one, by another
    /// relay when this one had just opened it; so does what this relay can't carry. What may have got out never does.
    /// </summary>
    public async Task<Reply> SendAsync(OutgoingMail mail, CancellationToken ct)
    {
        List<Relay>? unfit = null;
        var unable = 0;
        while (true)
        {
            var wasFresh = isFresh;
            isFresh = false;
            mails++;
            var reply = await line!.SendAsync(mail, ct);
            owner.Note(relay, reply, wasFresh);
            if (!reply.LineLost && reply.Class != ReplyClass.Unable) return reply;
            // A kept connection that the relay has ended meanwhile tells nothing; where a new one fails the next will, too.
            if (!reply.LineLost || wasFresh) (unfit ??= []).Add(relay);
            if (reply.Class == ReplyClass.Unable) unable++;
            if (!await MoveAsync(unfit ?? [], ct)) return reply.Class == ReplyClass.Unable && unable < owner.Relays ? Later(reply) : reply;
        }
    }

    // One that could carry it may only be down.
    private static Reply Later(Reply reply) => reply with { Class = ReplyClass.Transient, Permanent = false, Text = $"{reply.Text}, and no other relay can be reached now" };

    /// <returns>False: there is no other; no byte of the mail is out.</returns>
    private async Task<bool> MoveAsync(List<Relay> unfit, CancellationToken ct)
    {
        try
        {
            await DisposeAsync();
            if (await owner.RentAsync(unfit, ct) is not { } other) return false;
            (relay, line, isFresh, mailsPerTurn, mails) = (other.relay, other.line, other.isFresh, other.mailsPerTurn, 0);
            await PermitAsync(ct);
            return true;
        }
        catch (Exception fault) when (fault is OperationCanceledException || Outage.Is(fault))
        {
            // No time left, or no permit can be had: the answer that there is stands, and is written with its words.
            return false;
        }
    }

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref line, null) is not { } mine) return ValueTask.CompletedTask;
        return owner.ReturnAsync(relay, mine, mails);
    }
}
