namespace Digest.Delivering.Relays;

/// <summary>A way for mail to leave.</summary>
internal interface ITransport
{
    /// <summary>How many lines may be open at once.</summary>
    int Connections { get; }

    /// <summary>For people, e.g. <c>SMTP by smtp.example.org:587 (StartTls)</c>.</summary>
    string Description { get; }

    /// <exception cref="RelayDownException">It can't be reached, or refuses us.</exception>
    Task<ILine> OpenAsync(CancellationToken ct);
}

/// <summary>One kept connection: mails follow each other on it, one at a time.</summary>
internal interface ILine : IAsyncDisposable
{
    /// <summary>False after a fault or when the relay wants no more on this connection: close it.</summary>
    bool Usable { get; }

    /// <summary>Hands one mail over. Never throws for what the relay or the network does; that is a reply.</summary>
    /// <param name="mail">What to send.</param>
    /// <param name="ct">Gives up waiting; the reply is then unknown unless it was certain before.</param>
    Task<Reply> SendAsync(OutgoingMail mail, CancellationToken ct);

    /// <summary>Whether the other end still answers, asked after a pause.</summary>
    Task<bool> AnswersAsync(CancellationToken ct);
}

/// <summary>No line can be had now. The message says why, in one line.</summary>
internal sealed class RelayDownException(string message, Exception? inner = null) : Exception(message, inner);
