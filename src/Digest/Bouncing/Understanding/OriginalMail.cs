namespace Digest.Bouncing.Understanding;

/// <summary>What a report tells of the mail that it returns.</summary>
internal static class OriginalMail
{
    private const int MostIds = 20;
    private static readonly string[] Names = ["X-HmXmrOriginalRecipient", "X-Original-To", "Delivered-To", "To"];

    /// <summary>To whom it went; none when it went to several, for then it does not tell whom the report means.</summary>
    public static IReadOnlyList<string> Recipients(Fields? returned)
    {
        if (returned is null) return [];
        var named = Names.Select(returned.All).Select(values => values.SelectMany(Addresses.In).Distinct(StringComparer.OrdinalIgnoreCase).ToList());
        return named.FirstOrDefault(found => found.Count == 1) ?? [];
    }

    /// <summary>Its Message-IDs, without angle brackets, the surest first; what the report answers to comes last.</summary>
    /// <param name="headers">The report's own.</param>
    /// <param name="returned">Blocks of headers of the returned mail, wherever they stood.</param>
    public static IReadOnlyList<string> Ids(Fields headers, IEnumerable<Fields> returned)
    {
        var found = returned.SelectMany(r => r.All("Message-ID").Concat(r.All("Original-Message-ID")).Concat(r.All("X-Original-Message-ID")));
        var answered = headers.All("X-Original-Message-ID").Concat(headers.All("In-Reply-To")).Concat(headers.All("References"));
        return [.. found.Concat(answered).SelectMany(OfField).Distinct(StringComparer.Ordinal).Take(MostIds)];
    }

    /// <summary>Whether it is a report itself (RFC 3464 section 2: those are sent from nobody, so that none is returned).</summary>
    public static bool IsReport(Fields? returned)
    {
        if (returned is null) return false;
        var type = returned["Content-Type"] ?? "";
        if (type.Contains("multipart/report", StringComparison.OrdinalIgnoreCase)) return true;
        return Signs.IsDaemon(returned["From"] ?? "") && (returned["Return-Path"] is "<>" || returned.Has("X-Failed-Recipients") || (returned["Auto-Submitted"] ?? "no") is not "no");
    }

    private static IEnumerable<string> OfField(string value)
    {
        foreach (var piece in value.Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            var id = piece.Trim('<', '>', ';', '"');
            if (id.Length is > 2 and < 400 && id.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < id.Length - 1) yield return id;
        }
    }
}
