using System.Data.Common;
using Dapper;
using Digest.Collecting.Fetching;
using Digest.Storage;

namespace Digest.Collecting.Polling;

/// <summary>
/// How a source fares: what an answer means for when it is asked next, and whether somebody should hear of it. Each method
/// runs within the step that stores what the answer brought.
/// </summary>
internal sealed class SourceHealth(HostRests rests, Moves moves, OperatorEvents operators, CollectingOptions options, TimeProvider clock)
{
    private static readonly TimeSpan ToldAfter = TimeSpan.FromDays(3);
    private static readonly TimeSpan MissingFor = TimeSpan.FromDays(14);

    // Who began to read it since the look began gets its first articles at once.
    private const string Succeed = """
        update source set checked_at = @at, read_at = @at, failures = 0, problem = null, failing_since_at = null, missing_since_at = null, ended = null,
            settle = @no, host = @host, etag = @etag, last_modified = @lastModified, body_hash = coalesce(@bodyHash, body_hash),
            title = case when @title = '' then title else @title end, kind = @kind, by_url = @byUrl, least_wait = @leastWait, skips = @skips,
            usual_gap = @usualGap, newest_at = @newestAt, items_usual = @itemsUsual, note = @note,
            next_check_at = case when @isSame and exists (
                select 1 from newsletter_source r where r.source = source.id and r.removed_at is null and not exists (
                    select 1 from first_collect f where f.newsletter = r.newsletter and f.source = r.source)) then @at else @next end
        where id = @id
        """;

    private const string Fail = """
        update source set checked_at = @at, next_check_at = @next, failures = failures + 1, problem = @problem, host = @host,
            failing_since_at = coalesce(failing_since_at, @at), missing_since_at = @missingSince, ended = @ended
        where id = @id
        """;

    /// <summary>It could be read, or is unchanged.</summary>
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="source">As it was before.</param>
    /// <param name="answer">What the server said.</param>
    /// <param name="read">What was read; null: the same as before.</param>
    public async Task SucceedAsync(DbConnection c, DbTransaction t, Source source, Answer answer, SourceContent? read)
    {
        var now = clock.GetUtcNow();
        var yield = read is null ? Yield.Unchanged(source, now) : await Yield.OfAsync(c, t, source, read.Feed, now);
        var leastWait = read is null ? TimeSpan.FromMilliseconds(source.LeastWait) : read.Feed.PollEvery ?? TimeSpan.Zero;
        if (leastWait > options.MaxInterval) leastWait = options.MaxInterval;
        var skips = read is null ? Skips.Parse(source.Skips) : Skips.Of(read.Feed);
        var next = Rhythm.Next(now, yield.Gap, Longest(leastWait, answer.Facts.FreshFor, answer.Facts.RetryAfter), skips, options, source.Id);
        await c.ExecuteAsync(Succeed, new
        {
            id = source.Id,
            at = now,
            next,
            no = false,
            host = HostGate.HostOf(source.Url),
            etag = answer.Facts.ETag ?? (answer.IsUnmodified ? source.Etag : null),
            lastModified = answer.Facts.LastModified ?? (answer.IsUnmodified ? source.LastModified : null),
            bodyHash = read?.Hash,
            title = read is null ? "" : read.Feed.Title ?? HostGate.HostOf(source.Url),
            kind = read?.IsPage switch { null => source.Kind, true => Source.PageKind, false => "feed" },
            byUrl = read?.ByUrl ?? source.ByUrl,
            leastWait = (long)leastWait.TotalMilliseconds,
            skips = skips.ToString(),
            usualGap = (long)yield.Gap.TotalMilliseconds,
            newestAt = yield.NewestAt,
            itemsUsual = yield.ItemsUsual,
            note = yield.Note,
            isSame = read is null,
        }, t);
        await moves.LookAsync(c, t, source, answer);
        if (source.FailingSinceAt is { } since && now - since >= ToldAfter)
            await operators.TellAsync(c, t, 0, $"source-well:{source.Id}:{since.ToUnixTimeSeconds()}",
                $"{source.Shown} can be read again", $"It failed since {since:u}.", "Nothing is to be done.");
    }

    /// <summary>It could not be read. Tried again ever later; ended where its publisher says that it is gone for good.</summary>
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="source">As it was before.</param>
    /// <param name="problem">In words.</param>
    /// <param name="failed">How the fetch failed; null: what it brought could not be read.</param>
    /// <param name="hurried">Whether its host was asked for something else a moment before.</param>
    public async Task FailAsync(DbConnection c, DbTransaction t, Source source, string problem, FetchResult.Failed? failed, bool hurried)
    {
        var now = clock.GetUtcNow();
        var missingSince = failed?.Status is 404 or 410 ? source.MissingSinceAt ?? now : (DateTimeOffset?)null;
        var ended = failed?.Status == 410 ? "gone for good (410)"
            : now - missingSince >= MissingFor ? $"not there (404) since {missingSince:yyyy-MM-dd}" : null;
        var wait = Rhythm.AfterFailure(source.Failures, source.Id);
        var host = HostGate.HostOf(source.Url);
        if (AsksForRest(failed, hurried))
        {
            // How often this source has failed says nothing about the others of its host, and neither does what stands behind a redirect.
            var rest = Shorter(Longest(options.MinInterval, failed?.RetryAfter), HostRests.Longest);
            wait = Longest(wait, rest);
            if (HostRests.IsFrom(failed, host)) await rests.BeginAsync(c, t, host, now + rest, problem);
        }
        await c.ExecuteAsync(Fail, new { id = source.Id, at = now, next = now + wait, problem, host, missingSince, ended }, t);
        if (ended is not null) await TellEndedAsync(c, t, source, ended, now);
        else if (source.FailingSinceAt is { } since && now - since >= ToldAfter)
            await operators.TellAsync(c, t, 0, $"source-failing:{source.Id}:{since.ToUnixTimeSeconds()}",
                $"{source.Shown} can't be read since {since:yyyy-MM-dd}", problem, "It is tried again by itself. See: digest source list NEWSLETTER");
    }

    /// <summary>The host was left alone: not the source's fault, and no failure.</summary>
    public static string Resting(DateTimeOffset until) => $"its host asked to be left alone until {until:yyyy-MM-dd HH:mm} UTC";

    private Task TellEndedAsync(DbConnection c, DbTransaction t, Source source, string ended, DateTimeOffset now) =>
        operators.TellAsync(c, t, 0, $"source-ended:{source.Id}:{now.ToUnixTimeSeconds()}", $"{source.Shown} is asked no more",
            $"It is {ended}.", $"Remove it with digest source remove NEWSLETTER {source.Shown}, or try it again with digest collect --source {source.Shown}");

    // 403 is how some say "slow down" when they were asked fast.
    private static bool AsksForRest(FetchResult.Failed? failed, bool hurried) =>
        failed is { Status: 429 } or { Status: 503, RetryAfter: not null } || (failed is { Status: 403 } && hurried);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Longest(params ReadOnlySpan<TimeSpan?> times)
    {
        var longest = TimeSpan.Zero;
        foreach (var time in times)
            if (time > longest) longest = time.Value;
        return longest;
    }
}
