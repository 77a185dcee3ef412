namespace Digest.Bouncing.Understanding;

/// <summary>A mail that is set aside unread: larger or deeper than any report is. The message says why, in words and without a full stop.</summary>
internal sealed class UnreadableMail(string reason) : Exception(reason);
