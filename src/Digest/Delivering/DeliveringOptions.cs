namespace Digest.Delivering;

/// <summary>What happens to a mail of which we do not know whether the relay took it.</summary>
internal enum InDoubtRule
{
    /// <summary>It is sent again, the same bytes under the same Message-ID, last in its batch.</summary>
    Resend,

    /// <summary>It waits for the operator.</summary>
    Hold,
}

/// <summary>Section <c>Digest:Delivering</c>.</summary>
internal sealed class DeliveringOptions
{
    public InDoubtRule InDoubt { get; set; } = InDoubtRule.Resend;

    /// <summary>How often a mail is handed over at most before it is held.</summary>
    public int InDoubtAttempts { get; set; } = 3;

    /// <summary>How long after its due time a mail is still tried.</summary>
    public TimeSpan DeliverWithin { get; set; } = TimeSpan.FromHours(20);

    /// <summary>How long a stopping process waits for answers of relays.</summary>
    public TimeSpan StopWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Deliveries in a batch, at least; a large edition has larger ones.</summary>
    public int BatchSize { get; set; } = 500;
    public int MaxVariants { get; set; } = 200;

    /// <summary>Pace by the domain of the reader's address, all relays and nodes together; letters count, too.</summary>
    public Dictionary<string, DomainOptions> Domains { get; set; } = [];

    /// <summary>The last instant of a try: DeliverWithin after a delivery's own due time, at most until the reader's next one.</summary>
    public DateTimeOffset ExpiresAt(DateTimeOffset due, DateTimeOffset? next)
    {
        var late = due + DeliverWithin;
        return next is { } sooner && sooner > due && sooner < late ? sooner : late;
    }
}

internal sealed class DomainOptions
{
    /// <summary>Mails a minute.</summary>
    public int PerMinute { get; set; }
}
