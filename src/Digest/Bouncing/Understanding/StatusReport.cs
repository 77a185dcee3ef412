namespace Digest.Bouncing.Understanding;

/// <summary>Delivery status fields (RFC 3464, RFC 6533), from their own part or from a text that holds them.</summary>
internal static class StatusReport
{
    private static readonly string[] OfRecipient = ["Final-Recipient", "Original-Recipient", "X-Actual-Recipient", "Action"];
    private static readonly string[] Recipients = ["Final-Recipient", "Original-Recipient", "X-Actual-Recipient"];

    public static IReadOnlyList<Notice> Read(IEnumerable<string> lines)
    {
        var groups = new List<Fields>();
        foreach (var block in Fields.Blocks(lines))
            foreach (var group in Split(block))
            {
                if (groups.Count == ReturnedMailReader.MostRecipients) break;
                if (OfRecipient.Any(group.Has)) groups.Add(group);
                // Some put an empty line into the middle of a recipient's fields.
                else if (groups.Count > 0)
                    foreach (var (name, value) in group.Lines) groups[^1].Add(name, value);
            }
        return [.. groups.Select(Notice).OfType<Notice>()];
    }

    /// <summary>Whether these lines hold what a report must: a recipient, and what became of it.</summary>
    public static bool IsIn(IEnumerable<string> lines)
    {
        bool recipient = false, fate = false;
        foreach (var line in lines)
        {
            recipient |= line.StartsWith("Final-Recipient:", StringComparison.OrdinalIgnoreCase);
            fate |= line.StartsWith("Action:", StringComparison.OrdinalIgnoreCase) || line.StartsWith("Status:", StringComparison.OrdinalIgnoreCase);
        }
        return recipient && fate;
    }

    // And some put none between two recipients.
    private static IEnumerable<Fields> Split(Fields block)
    {
        var group = new Fields();
        foreach (var (name, value) in block.Lines)
        {
            if (group.Has(name) && (name.Equals("Final-Recipient", StringComparison.OrdinalIgnoreCase) || name.Equals("Action", StringComparison.OrdinalIgnoreCase) && group.Has("Final-Recipient")))
            {
                yield return group;
                group = new Fields();
            }
            group.Add(name, value);
        }
        yield return group;
    }

    private static Notice? Notice(Fields group)
    {
        var names = Recipients.Select(n => Addresses.OfField(group[n])).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        // A name behind a relay, without a real domain, is nobody's that we know.
        var recipient = names.FirstOrDefault(Addresses.IsPublic) ?? names.FirstOrDefault();
        if (recipient is null && !group.Has("Action") && !group.Has("Status")) return null;
        return new Notice
        {
            Recipient = recipient,
            AlsoNamed = [.. names.Where(n => n != recipient)],
            Action = (group["Action"] ?? "").Split(' ', ';', '(')[0].ToLowerInvariant(),
            Status = group["Status"],
            Words = DiagnosticText(group),
        };
    }

    // "smtp; 550 …": the type goes, for it may be "X-Postfix" or "X-Unix".
    private static string DiagnosticText(Fields group)
    {
        var code = string.Join(' ', group.All("Diagnostic-Code").Where(v => v.Length > 0));
        var semicolon = code.IndexOf(';', StringComparison.Ordinal);
        var words = semicolon is > 0 and < 20 && !code[..semicolon].Trim().Contains(' ', StringComparison.Ordinal) ? code[(semicolon + 1)..].Trim() : code;
        // iPlanet and others explain the status in a comment.
        return words.Length == 0 && group["Status"] is { } status && status.IndexOf('(', StringComparison.Ordinal) is > 0 and var open ? status[open..].Trim('(', ')', ' ') : words;
    }
}
