namespace Digest.Bouncing.Reading;

/// <summary>Where mails go once they were looked at: a folder of the place.</summary>
internal enum Shelf
{
    /// <summary>What was understood, and acted upon where there was something to do.</summary>
    Read,

    /// <summary>What could not be understood.</summary>
    SetAside,
}

/// <summary>A place that returned mail comes to.</summary>
internal interface IPlace
{
    /// <summary>imap or directory.</summary>
    string Kind { get; }

    /// <summary>For people, without a password.</summary>
    string Name { get; }

    /// <summary>How long it is left alone at most when nothing happens.</summary>
    TimeSpan Interval { get; }

    /// <exception cref="PlaceDownException">It can't be read now.</exception>
    Task<IOpenPlace> OpenAsync(CancellationToken ct);
}

/// <summary>A place that answers. All of it throws <see cref="PlaceDownException"/> when it does no more.</summary>
internal interface IOpenPlace : IAsyncDisposable
{
    /// <summary>All that lies there, in portions; what has gone meanwhile is left out.</summary>
    IAsyncEnumerable<IReadOnlyList<FoundMail>> LookAsync(CancellationToken ct);

    /// <summary>Puts mails away. One that has gone meanwhile is nothing to worry about: somebody else did.</summary>
    Task PutAsync(IReadOnlyList<FoundMail> mails, Shelf shelf, CancellationToken ct);

    /// <summary>Waits until there may be more, at most for the place's interval.</summary>
    /// <returns>False: it can't tell. Close it, and look again after the interval.</returns>
    Task<bool> WaitAsync(CancellationToken ct);
}

/// <summary>A place can't be read now: for whom to tell it, and what they can do.</summary>
/// <param name="cause">In words, without a full stop.</param>
/// <param name="nextStep">What to do.</param>
/// <param name="passes">It may be over by itself soon.</param>
/// <param name="inner">What was thrown.</param>
internal sealed class PlaceDownException(string cause, string nextStep, bool passes, Exception? inner = null) : Exception(cause, inner)
{
    public string NextStep => nextStep;

    public bool Passes => passes;
}
