using Dapper;
using Digest.Storage;

namespace Digest.Bouncing.Reading;

/// <summary>A mail that came back, for people. Nothing of what it says is kept.</summary>
internal sealed record ListedMail
{
    /// <summary>When it was first seen.</summary>
    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>imap, directory.</summary>
    public required string Place { get; init; }
    public required string State { get; init; }

    /// <summary>What followed; null: it was not read.</summary>
    public string? Outcome { get; init; }

    /// <summary>Why it could not be read, the last time; null: it could.</summary>
    public string? Problem { get; init; }

    /// <summary>SHA-256 of its bytes, as sha256sum gives it of its file.</summary>
    public required byte[] Hash { get; init; }
}

/// <summary>What was read of late, and what became of it.</summary>
internal sealed class ReturnedMailList(Database database)
{
    private const string Select = "select first_seen_at, place, state, outcome, problem, hash from returned_mail";
    private const string Newest = Select + " order by first_seen_at desc limit @most";
    private const string NewestOf = Select + " where @outcome in (outcome, state) order by first_seen_at desc limit @most";

    /// <param name="outcome">Only those with this outcome, or in this state; null: all.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The newest first.</returns>
    public async Task<IReadOnlyList<ListedMail>> NewestAsync(string? outcome, int most, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return (await c.QueryAsync<ListedMail>(outcome is null ? Newest : NewestOf, new { outcome, most })).AsList();
    }
}
