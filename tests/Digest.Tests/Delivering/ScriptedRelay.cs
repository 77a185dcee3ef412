using Digest.Delivering.Relays;
using Digest.Delivering.Replies;

namespace Digest.Tests.Delivering;

/// <summary>A relay without a network that does what a test says.</summary>
internal sealed class ScriptedRelay(string name, int connections = 4) : ITransport
{
    private static readonly OutgoingMail Mail = new("d.e@oxide.example", "news@oxide.example", "ann@readers.example", "Subject: x\r\n\r\n"u8.ToArray());
    private readonly Lock gate = new();
    private int open;

    public static readonly Reply Taken = new(ReplyClass.Accepted, "250 taken");
    public static readonly Reply Lost = new(ReplyClass.Transient, "421 not now", LineLost: true);

    public int Connections => connections;

    public string Description => name;

    /// <summary>Why no connection can be made; null: one can.</summary>
    public string? Refuses { get; set; }

    /// <summary>What it says to a mail.</summary>
    public Func<Reply> Says { get; set; } = () => Taken;

    /// <summary>How many connections were tried.</summary>
    public int Tries { get; private set; }

    public int Mails { get; private set; }

    public int Most { get; private set; }

    public Relay Relay(int weight = 1, int priority = 0) => new(name, this, null, weight, priority);

    public Task<ILine> OpenAsync(CancellationToken ct)
    {
        lock (gate)
        {
            Tries++;
            if (Refuses is { } why) throw new RelayDownException($"{name}: {why}");
            Most = Math.Max(Most, ++open);
        }
        return Task.FromResult<ILine>(new Line(this));
    }

    /// <summary>Sends one mail by whatever connection there is; null: there is none.</summary>
    public static async Task<Reply?> SendAsync(Lines lines)
    {
        await using var lease = await lines.RentAsync(default);
        return lease is null ? null : await lease.SendAsync(Mail, default);
    }

    /// <summary>Sends so many on one lease.</summary>
    public static async Task SendAsync(Lease lease, int mails)
    {
        for (var i = 0; i < mails; i++) await lease.SendAsync(Mail, default);
    }

    private sealed class Line(ScriptedRelay relay) : ILine
    {
        public bool Usable { get; private set; } = true;

        public Task<Reply> SendAsync(OutgoingMail mail, CancellationToken ct)
        {
            var reply = relay.Says();
            Usable = !reply.LineLost;
            if (reply.Class == ReplyClass.Accepted) lock (relay.gate) relay.Mails++;
            return Task.FromResult(reply);
        }

        public Task<bool> AnswersAsync(CancellationToken ct) => Task.FromResult(Usable);

        public ValueTask DisposeAsync()
        {
            lock (relay.gate) relay.open--;
            return ValueTask.CompletedTask;
        }
    }
}
