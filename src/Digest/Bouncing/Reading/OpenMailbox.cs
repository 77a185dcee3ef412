using System.Runtime.CompilerServices;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;

namespace Digest.Bouncing.Reading;

/// <summary>
/// A folder on a mail server, selected. Mails are moved by their UIDs (RFC 6851; where that is not offered they are copied, and removed
/// by their UIDs). New ones are told by IDLE (RFC 2177) where that is offered.
/// </summary>
internal sealed class OpenMailbox(ImapClient client, IMailFolder folder, ImapPlace place, AskedInVain inVain, TimeProvider clock) : IOpenPlace
{
    private const string Parent = "Digest";
    private const int AtOnce = 50;
    private readonly Dictionary<Shelf, IMailFolder> shelves = [];

    public async IAsyncEnumerable<IReadOnlyList<FoundMail>> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var (portion, isHanded) = (new Portion(), false);
        PlaceDownException? refusal = null;
        var all = await AskAsync(() => folder.SearchAsync(SearchQuery.All, ct), ct);
        foreach (var some in all.OrderBy(inVain.RankOf).Chunk(AtOnce))
        {
            var sizes = await AskAsync(() => folder.FetchAsync(some, MessageSummaryItems.UniqueId | MessageSummaryItems.Size, ct), ct);
            foreach (var mail in sizes.OrderBy(m => inVain.RankOf(m.UniqueId)))
            {
                // It may take the connection with it.
                if (inVain.RankOf(mail.UniqueId) > 0 && portion.Any) yield return portion.Take();
                FoundMail? found = null;
                try
                {
                    found = await FetchAsync(mail.UniqueId, mail.Size ?? 0, ct);
                }
                catch (PlaceDownException down)
                {
                    inVain.Add(mail.UniqueId, counts: isHanded);
                    if (down.InnerException is not ImapCommandException) throw;
                    refusal = down;
                }
                if (found is null) continue;
                isHanded |= found.Bytes is not null;
                portion.Add(found);
                if (portion.IsFull) yield return portion.Take();
            }
            if (portion.Any) yield return portion.Take();
        }
        if (refusal is not null && !isHanded) throw refusal;
    }

    public async Task PutAsync(IReadOnlyList<FoundMail> mails, Shelf shelf, CancellationToken ct)
    {
        List<UniqueId> ids = [.. mails.Select(m => (UniqueId)m.Key)];
        await AskAsync(async () =>
        {
            var there = await ShelfAsync(shelf, ct);
            try
            {
                return await folder.MoveToAsync(ids, there, ct);
            }
            catch (ImapCommandException)
            {
                // Some servers move none when one of them has gone. What is left is asked anew.
                await client.NoOpAsync(ct);
                var left = await folder.SearchAsync(ids, SearchQuery.All, ct);
                if (left.Count == ids.Count) throw;
                return left.Count > 0 ? await folder.MoveToAsync(left, there, ct) : null;
            }
        }, ct);
    }

    public async Task<bool> WaitAsync(CancellationToken ct)
    {
        if (!client.Capabilities.HasFlag(ImapCapabilities.Idle)) return false;
        using var done = new CancellationTokenSource(place.Interval, clock);
        void Changed(object? sender, EventArgs e) => done.Cancel();
        folder.CountChanged += Changed;
        try
        {
            await AskAsync(async () => { await client.IdleAsync(done.Token, ct); return true; }, ct);
            return true;
        }
        finally
        {
            folder.CountChanged -= Changed;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            if (client.IsConnected) await client.DisconnectAsync(true, soon.Token);
        }
        catch (Exception fault) when (ImapPlace.IsOfTheWorld(fault) || fault is OperationCanceledException)
        {
            // It ends one way or another.
        }
        client.Dispose();
    }

    /// <summary>Null: it has gone meanwhile.</summary>
    private async Task<FoundMail?> FetchAsync(UniqueId id, uint size, CancellationToken ct)
    {
        if (inVain.IsWithheld(id)) return FoundMail.Withheld(id, $"{place.Name} {id.Validity}.{id.Id}");
        try
        {
            var isLarge = size > FoundMail.MostBytes;
            await using var stream = await AskAsync(() => isLarge ? folder.GetStreamAsync(id, 0, FoundMail.HeadBytes, ct) : folder.GetStreamAsync(id, ct), ct);
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, ct);
            inVain.Remove(id);
            return isLarge ? FoundMail.TooLarge(id, bytes, size) : FoundMail.Whole(id, bytes);
        }
        catch (MessageNotFoundException)
        {
            inVain.Remove(id);
            return null;
        }
    }

    private async Task<IMailFolder> ShelfAsync(Shelf shelf, CancellationToken ct)
    {
        if (shelves.TryGetValue(shelf, out var known)) return known;
        var root = client.GetFolder(client.PersonalNamespaces[0]);
        var name = shelf == Shelf.Read ? "read" : "set-aside";
        // A server without folders in folders.
        if (root.DirectorySeparator == '\0') return shelves[shelf] = await MakeAsync(root, $"{Parent}-{name}", ct);
        return shelves[shelf] = await MakeAsync(await MakeAsync(root, Parent, ct), name, ct);
    }

    private static async Task<IMailFolder> MakeAsync(IMailFolder parent, string name, CancellationToken ct)
    {
        if (await FindAsync(parent, name, ct) is { } there) return there;
        try
        {
            if (await parent.CreateAsync(name, isMessageFolder: true, ct) is { } made) return made;
        }
        catch (ImapCommandException)
        {
            // Another node may have been faster.
            if (await FindAsync(parent, name, ct) is { } theirs) return theirs;
            throw;
        }
        return await parent.GetSubfolderAsync(name, ct);
    }

    private static async Task<IMailFolder?> FindAsync(IMailFolder parent, string name, CancellationToken ct)
    {
        try
        {
            return await parent.GetSubfolderAsync(name, ct);
        }
        catch (FolderNotFoundException)
        {
            return null;
        }
    }

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken ct)
    {
        try
        {
            return await ask();
        }
        catch (Exception fault) when (fault is not MessageNotFoundException && !ct.IsCancellationRequested && ImapPlace.IsOfTheWorld(fault))
        {
            throw ImapPlace.Down(fault);
        }
    }
}
