namespace Digest.Subscribing.Import;

/// <summary>What a column of a file tells.</summary>
internal enum Meaning
{
    /// <summary>Known, and nothing to us.</summary>
    None,
    Email,
    Name,
    FirstName,
    LastName,

    /// <summary>The person's standing; see <see cref="Column.Words"/>.</summary>
    Standing,
    TimeZone,
    SendAt,
    Cadence,
    Language,
    Format,
    Topics,
    CreatedAt,
    ConfirmedAt,
    PausedUntil,

    /// <summary>Network address from which the person asked or confirmed.</summary>
    Client,

    /// <summary>Of our list of who must not be mailed.</summary>
    AddressHash,
    Newsletter,
    Reason,
    Since,
}

/// <summary>A column that a product is known to write.</summary>
/// <param name="Header">Letters and digits only, in lower case.</param>
/// <param name="Meaning">What it tells.</param>
internal sealed record Column(string Header, Meaning Meaning)
{
    /// <summary>The words of a standing; null: any other filling than nothing means <see cref="WhenFilled"/>.</summary>
    public IReadOnlyDictionary<string, Said>? Words { get; init; }

    /// <summary>What it says of a person that anything stands there; null: nothing.</summary>
    public Said? WhenFilled { get; init; }

    /// <summary>Whether a file that has this column, and no other such, holds nobody else: an export of those who left.</summary>
    public bool MarksFile { get; init; }

    /// <summary>How a header is compared: spaces, case and marks do not count.</summary>
    public static string Usual(string header) => string.Concat(header.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
