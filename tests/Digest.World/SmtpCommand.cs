namespace Digest.World;

/// <summary>A command line taken apart. Verbs are upper case.</summary>
/// <param name="Verb">EHLO, MAIL, …</param>
/// <param name="Argument">What follows the verb; empty when nothing does.</param>
internal readonly record struct SmtpCommand(string Verb, string Argument)
{
    public static SmtpCommand Parse(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return space < 0
            ? new(line.ToUpperInvariant(), "")
            : new(line[..space].ToUpperInvariant(), line[(space + 1)..].Trim());
    }

    /// <summary>
    /// Reads <c>FROM:&lt;path&gt; PARAMETERS</c> or <c>TO:…</c>. Parameters are upper case. False when it is not of that form.
    /// </summary>
    public bool TryPath(string keyword, out string path, out string[] parameters)
    {
        (path, parameters) = ("", []);
        if (!Argument.StartsWith(keyword + ":", StringComparison.OrdinalIgnoreCase))
            return false;

        var rest = Argument[(keyword.Length + 1)..].TrimStart();
        var close = CloseOf(rest);
        if (close < 0)
            return false;

        path = rest[1..close];
        parameters = rest[(close + 1)..].ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return true;
    }

    /// <summary>The closing bracket of the path at the start of a text, looking past a quoted local part; -1 when there is none.</summary>
    private static int CloseOf(string text)
    {
        if (!text.StartsWith('<'))
            return -1;
        var quoted = false;
        for (var i = 1; i < text.Length; i++)
        {
            if (quoted && text[i] == '\\')
                i++;
            else if (text[i] == '"')
                quoted = !quoted;
            else if (text[i] == '>' && !quoted)
                return i;
        }

        return -1;
    }
}
