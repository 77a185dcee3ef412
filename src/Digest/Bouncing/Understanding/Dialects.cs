namespace Digest.Bouncing.Understanding;

/// <summary>
/// Reports that have neither the fields of a standard nor the shape of a text for people. To teach another, add a reader of
/// its own here: it returns null for what isn't its.
/// </summary>
internal static class Dialects
{
    private static readonly Func<OpenedMail, IReadOnlyList<Finding>?>[] All = [SesNotification.Read, HotmailComplaint.Read];

    /// <summary>Null: nobody's.</summary>
    public static IReadOnlyList<Finding>? Read(OpenedMail mail)
    {
        foreach (var read in All)
            if (read(mail) is { } findings) return findings;
        return null;
    }
}
