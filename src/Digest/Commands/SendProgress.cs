using Digest.Composing;
using Digest.Delivering.Ledger;
using Digest.Delivering.Watching;
using Digest.Storage.Newsletters;

namespace Digest.Commands;

/// <summary>The bar of <c>digest send</c>: how far the newsletter's newest edition is, while somebody sends it.</summary>
internal static class SendProgress
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Waits for <paramref name="work"/>, and shows its progress on a terminal.</summary>
    public static Task<string> FollowAsync(string newsletter, Task<string> work, CancellationToken ct) =>
        ProgressBar.RunAsync<string>($"Making an edition of {newsletter}", async tell =>
        {
            try
            {
                if (!Console.IsErrorRedirected) await FollowAsync(newsletter, work, tell, ct);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // Whoever sends goes on, seen or not; what is wrong with the database it will say itself.
                tell(0, $"Sending; how far can't be told: {fault.Message}");
            }
            catch (OperationCanceledException)
            {
                // The end is told by the work.
            }
            return await work;
        });

    private static async Task FollowAsync(string newsletter, Task work, Action<double, string> tell, CancellationToken ct)
    {
        await Task.WhenAny(work, Task.Delay(LookEvery, ct)); // until then the database may be new, or being brought up to date
        if (work.IsCompleted) return;
        await using var session = await Session.OpenAsync(ct);
        var (editions, report, speed) = (session.Get<EditionStore>(), session.Get<EditionReport>(), new Speed(TimeProvider.System));
        var id = (await session.Get<NewsletterStore>().GetAsync(newsletter, ct)).Id;
        while (await Task.WhenAny(work, Task.Delay(LookEvery, ct)) != work)
        {
            if (await editions.NewestAsync(id, 1, ct) is not [{ State: "released" } edition]) continue;
            var progress = speed.Look(await report.OfAsync(edition.Id, ct));
            tell(progress.Share, $"{edition.Name}: {progress}");
        }
    }
}
