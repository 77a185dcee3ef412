using System.Data.Common;
using Digest.Bouncing.Understanding;
using Digest.Delivering;
using Digest.Storage;
using Digest.Templating;

namespace Digest.Bouncing.Reading;

/// <summary>
/// One look through a place. Mails are written down by their hash first; each is taken, which counts a try, before it is
/// opened; what follows from it and its end are one step, and the next is taken in it; then it is put away. Cut off anywhere, the
/// next look finds in the rows what is left to do: nothing counts twice, nothing is lost.
/// </summary>
internal sealed partial class Round(Writer writer, ReturnedMailStore store, ReturnPaths paths, Judgement judgement, ILogger<Round> log)
{
    private const int LongestProblem = 300;

    /// <returns>How many mails were put away.</returns>
    /// <exception cref="PlaceDownException">The place can't be read any more.</exception>
    public async Task<int> RunAsync(string kind, IOpenPlace place, CancellationToken ct)
    {
        var put = 0;
        await foreach (var portion in place.LookAsync(ct))
        {
            IReadOnlyList<FoundMail> mails = [.. portion.DistinctBy(m => m.Name)];
            await ReadAsync(kind, mails, ct);
            var states = await store.StatesAsync(mails, ct);
            put += await PutAsync(place, portion, states, ReturnedState.Read, Shelf.Read, ct) + await PutAsync(place, portion, states, ReturnedState.SetAside, Shelf.SetAside, ct);
        }
        return put;
    }

    private static async Task<int> PutAsync(
        IOpenPlace place, IReadOnlyList<FoundMail> portion, IReadOnlyDictionary<string, ReturnedState> states, ReturnedState state, Shelf shelf, CancellationToken ct)
    {
        IReadOnlyList<FoundMail> done = [.. portion.Where(m => states.TryGetValue(m.Name, out var at) && at == state)];
        if (done.Count > 0) await place.PutAsync(done, shelf, ct);
        return done.Count;
    }

    private async Task ReadAsync(string kind, IReadOnlyList<FoundMail> mails, CancellationToken ct)
    {
        var taken = await writer.WriteAsync(async (c, t) =>
        {
            await store.RegisterAsync(c, t, kind, mails);
            return await store.TakeAsync(c, t, mails, 0);
        }, ct);
        while (taken < mails.Count) taken = await EndAsync(mails, taken, Understand(mails[taken]), ct);
    }

    private Verdict Understand(FoundMail mail)
    {
        if (mail.Bytes is null) return new Verdict(null, mail.Problem, SetAside: true);
        try
        {
            using var stream = new MemoryStream(mail.Bytes, writable: false);
            return new Verdict(judgement.Understand(stream), "", SetAside: false);
        }
        catch (UnreadableMail unreadable)
        {
            return new Verdict(null, unreadable.Message, SetAside: true);
        }
        catch (Exception fault)
        {
            // Of ours, but it is this mail's alone.
            return new Verdict(null, Words(fault), SetAside: false);
        }
    }

    // Kept for long, and no place for anybody's address.
    private static string Words(Exception fault) => string.Join(' ', fault.Message.Split(' ').Select(word => word.Contains('@') ? "***" : word));

    /// <summary>Draws the consequences, ends the mail, and takes the next.</summary>
    /// <returns>The index of the next; the count: there is none.</returns>
    private async Task<int> EndAsync(IReadOnlyList<FoundMail> mails, int at, Verdict verdict, CancellationToken ct)
    {
        try
        {
            return await writer.WriteAsync<int>(StepAsync, CancellationToken.None);
        }
        catch (Exception fault) when (Outage.Is(fault))
        {
            // No fault of the mail's: it is not tried again for that.
            return await writer.RecordAsync<int>(StepAsync, ct);
        }
        catch (Exception fault) when (verdict.Mail is not null)
        {
            return await EndAsync(mails, at, new Verdict(null, Words(fault), SetAside: false), ct);
        }

        async Task<int> StepAsync(DbConnection c, DbTransaction t)
        {
            if (await ReturnedMailStore.IsWaitingAsync(c, t, mails[at])) await WriteAsync(c, t, mails[at], verdict);
            // Who stops takes no more: a try that nobody makes would count.
            return ct.IsCancellationRequested ? mails.Count : await store.TakeAsync(c, t, mails, at + 1);
        }
    }

    private async Task WriteAsync(DbConnection c, DbTransaction t, FoundMail mail, Verdict verdict)
    {
        if (verdict.Mail is { } understood)
        {
            await store.ReadAsync(c, t, mail, await judgement.Draw(c, t, understood, Proven(understood), Leaving(understood)));
            return;
        }
        var problem = Plain.Line(verdict.Problem);
        if (problem.Length > LongestProblem) problem = problem[..LongestProblem];
        Unread(mail.Name, problem);
        if (verdict.SetAside) await store.SetAsideAsync(c, t, mail, problem);
        else await store.FailAsync(c, t, mail, problem);
    }

    // The way that it came by first: it names the mail even where the report doesn't.
    private PublicId? Proven(ReturnedMail mail) => First(mail.CameTo, paths.ReadSender) ?? First(mail.OriginalIds, paths.ReadMessageId);

    private PublicId? Leaving(ReturnedMail mail) => First(mail.CameTo, paths.ReadLeave) ?? paths.ReadLeaveSubject(mail.Subject);

    private static PublicId? First(IEnumerable<string> texts, Func<string, PublicId?> read) => texts.Select(read).FirstOrDefault(id => id is not null);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Returned mail {Hash} can't be read: {Problem}")]
    private partial void Unread(string hash, string problem);

    private sealed record Verdict(ReturnedMail? Mail, string Problem, bool SetAside);
}
