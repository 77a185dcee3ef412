namespace Digest.Collecting.Cleaning.Repair;

/// <summary>
/// How surprising a line of text is, in bits, added up character by character: rare characters, capitals within words,
/// signs between letters, writing systems mixed in one word. It knows no language: what it compares are two readings
/// of the same bytes, and a wrong one is full of surprises in any language.
/// </summary>
internal struct Surprise
{
    /// <summary>Another writing system in the same word, and in the same line.</summary>
    private const int Adjacent = 9;
    private const int InLine = 4;

    private Kind last;
    private Kind beforeLast;
    private bool isWord;
    private bool hasBegun;

    public Surprise()
    {
        last = beforeLast = Kind.Space;
    }

    public int Bits { get; private set; }

    /// <summary>The writing system of the last letter.</summary>
    public Script Script { get; set; }

    public static int Of(string text)
    {
        var surprise = new Surprise();
        foreach (var rune in text.EnumerateRunes())
            surprise.Add(rune.Value);
        return surprise.Bits;
    }

    public void Add(int rune)
    {
        var next = Character.Of(rune);
        Bits += next.Bits + Between(next) + Mixing(next);
        if (next.IsLetter && next.Script != Script.None)
            Script = next.Script;
        hasBegun = true;
        isWord = next.IsLetter || (isWord && next.Kind is Kind.Mark);
        if (next.Kind == Kind.Mark && last is not Kind.Space)
            return;
        (beforeLast, last) = (last, next.Kind);
    }

    private readonly int Mixing(Character next)
    {
        if (next.Script == Script.None || Script == Script.None || next.Script == Script)
            return 0;
        // A lone Greek letter before Latin ones is a symbol: μm, πr.
        if (isWord && Script == Script.Greek && next.Script == Script.Latin && beforeLast is not (Kind.Lower or Kind.Upper))
            return InLine;
        return isWord ? Adjacent : InLine;
    }

    private readonly int Between(Character next) => next.Kind switch
    {
        Kind.Lower => AfterAny() + (!hasBegun ? 1 : last == Kind.Upper && beforeLast == Kind.Upper ? 3 : 0),
        Kind.Upper => AfterAny() + (last == Kind.Lower ? 8 : last == Kind.Upper || !hasBegun ? 0 : 2),
        Kind.Letter => AfterAny() + (last is Kind.Lower or Kind.Upper ? 2 : 0),
        Kind.Mark => IsAfterLetter || last is Kind.Mark ? 0 : 8,
        Kind.Digit => IsAfterLetter ? 2 : last == Kind.Symbol ? 3 : 0,
        Kind.Open => IsAfterLetter || last is Kind.Digit ? 5 : last is Kind.Trail or Kind.Symbol ? 4 : 0,
        Kind.Quote => last is Kind.Symbol or Kind.Currency ? 3 : 0,
        Kind.Space or Kind.Stop => last is Kind.Open ? 4 : last == Kind.Space ? 2 : 0,
        Kind.Trail => last is Kind.Digit ? 0 : IsAfterLetter || last is Kind.Space ? 2 : 4,
        Kind.Currency => IsAfterLetter ? 5 : last is Kind.Trail or Kind.Symbol or Kind.Quote ? 4 : 0,
        Kind.Mathematics => IsAfterLetter ? 4 : last is Kind.Trail or Kind.Symbol ? 3 : 0,
        Kind.Symbol => last is Kind.Space or Kind.Symbol ? 1 : 4,
        _ => 0,
    };

    /// <summary>What a letter costs by what stands before it.</summary>
    private readonly int AfterAny() => last switch
    {
        Kind.Symbol or Kind.Trail => 4,
        Kind.Currency or Kind.Mathematics => IsInWord ? 4 : 1,
        Kind.Quote => IsInWord ? 6 : 0,
        Kind.Stop => IsInWord ? 3 : 0,
        Kind.Dash => 1,
        Kind.Digit => 2,
        _ => 0,
    };

    private readonly bool IsAfterLetter => last is Kind.Lower or Kind.Upper or Kind.Letter;

    private readonly bool IsInWord => beforeLast is Kind.Lower or Kind.Upper or Kind.Letter or Kind.Mark;
}
