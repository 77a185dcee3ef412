using MailKit;

namespace Digest.Bouncing.Reading;

/// <summary>
/// Mails of a mailbox that its server did not hand out when it was asked: it said no, or ended the connection, as Dovecot does where it
/// can't read one itself. The others go before them. A try counts where the same look was handed another mail, for else it is the
/// server that does not do well. Known while the process runs.
/// </summary>
internal sealed class AskedInVain(TimeProvider clock)
{
    private readonly Dictionary<UniqueId, (int Tries, DateTimeOffset At)> mails = [];

    /// <summary>Whether it was asked for often enough.</summary>
    public bool IsWithheld(UniqueId id) => mails.TryGetValue(id, out var mail) && mail.Tries >= ReturnedMailStore.MostTries;

    /// <summary>Its place in a look: 0 for those of which nothing is known.</summary>
    public int RankOf(UniqueId id) => mails.TryGetValue(id, out var mail) ? 1 + mail.Tries : 0;

    /// <summary>It was asked for in vain.</summary>
    /// <param name="id">The mail.</param>
    /// <param name="counts">Whether the server handed out others.</param>
    public void Add(UniqueId id, bool counts)
    {
        var now = clock.GetUtcNow();
        var before = mails.TryGetValue(id, out var mail) ? mail : (Tries: 0, At: DateTimeOffset.MinValue);
        // What made it fail may pass.
        mails[id] = counts && now - before.At >= ReturnedMailStore.BetweenTries ? (before.Tries + 1, now) : before;
    }

    /// <summary>It was handed out, or is gone.</summary>
    public void Remove(UniqueId id) => mails.Remove(id);
}
