namespace Digest.Readers;

/// <summary>Why what was typed is no address that we take.</summary>
internal enum AddressFault
{
    Empty,
    NoAt,
    NothingBefore,
    NothingAfter,
    Several,
    Named,
    Comment,
    Quoted,
    Literal,
    Space,
    Invisible,
    Dots,
    Character,
    LongLocal,
    Long,
    Dotless,
    NumericEnd,
    Domain,
}

/// <summary>The same words by form, command and import.</summary>
internal static class AddressFaults
{
    /// <summary>What is said of the address: goes on after "it" or "this address".</summary>
    public static string Words(this AddressFault fault) => fault switch
    {
        AddressFault.Empty => "is empty",
        AddressFault.NoAt => "has no '@'",
        AddressFault.NothingBefore => "has nothing before the '@'",
        AddressFault.NothingAfter => "has nothing after the '@'",
        AddressFault.Several => "is more than one address",
        AddressFault.Named => "has more than the address in it; leave out names and brackets",
        AddressFault.Comment => "has a comment in brackets",
        AddressFault.Quoted => "has quotation marks",
        AddressFault.Literal => "has a number of a machine after the '@', not a domain",
        AddressFault.Space => "has a space in it",
        AddressFault.Invisible => "has an invisible character in it",
        AddressFault.Dots => "has a dot too many",
        AddressFault.Character => "has a character before the '@' that no address has",
        AddressFault.LongLocal => "is too long before the '@'",
        AddressFault.Long => "is too long",
        AddressFault.Dotless => "has no ending like .com or .org",
        AddressFault.NumericEnd => "ends in a number, where a domain ends like .com or .org",
        _ => "has no domain after the '@' that could exist",
    };
}
