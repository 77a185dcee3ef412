namespace Digest.Subscribing.Import;

/// <summary>What a file says of a person, the more final the later: where it says two things, the last of them counts.</summary>
internal enum Said
{
    Active,
    Paused,
    Pending,

    /// <summary>A contact who never asked for the newsletter.</summary>
    NeverSubscribed,
    Unsubscribed,
    Bounced,

    /// <summary>Not to be mailed by anything, whatever the reason.</summary>
    Blocked,
    Complained,
}
