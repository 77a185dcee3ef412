namespace Digest.Composing.Mime;

/// <summary>
/// The mailto address (RFC 6068) to which a reader's mail leaves, around the key that names them. Both parts are frozen with a
/// variant; they hold nothing that would have to be escaped in a header.
/// </summary>
/// <param name="Before">Empty: nobody would read such mail, and it is not offered.</param>
/// <param name="After">Up to the closing bracket.</param>
internal sealed record LeaveByMail(string Before, string After)
{
    public static LeaveByMail No { get; } = new("", "");

    public bool IsOffered => Before.Length > 0;
}
