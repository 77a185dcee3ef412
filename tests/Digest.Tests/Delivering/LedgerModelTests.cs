using Dapper;
using Digest.Composing;
using Digest.Delivering;
using Digest.Delivering.Ledger;
using Digest.Delivering.Relays;
using Digest.Delivering.Replies;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Tests.Delivering;

/// <summary>Random events on the real rows and on a simple model: after each they agree.</summary>
[OnBothDatabases]
internal sealed class LedgerModelTests
{
    private const int Readers = 7;
    private const int Events = 120;
    private const int Attempts = 3;

    [TestCase("Resend", 12)]
    [TestCase("Hold", 6)]
    [TestCase("Resend", 500, Category = "Full")]
    [TestCase("Hold", 500, Category = "Full")]
    public async Task The_ledger_does_what_a_simple_model_says_whatever_happens(string rule, int stories)
    {
        for (var i = 0; i < stories; i++)
        {
            var seed = TestContext.CurrentContext.Random.Next();
            await using var drive = await Drive.OpenAsync(rule, seed);
            for (var n = 0; n < Events; n++) await drive.StepAsync();
        }
    }

    /// <summary>One edition, driven by one seed.</summary>
    private sealed class Drive : IAsyncDisposable
    {
        private static readonly ReplyClass[] Replies = [
            ReplyClass.Accepted, ReplyClass.Accepted, ReplyClass.Accepted, ReplyClass.Transient, ReplyClass.Transient, ReplyClass.Rate,
            ReplyClass.Policy, ReplyClass.NoAnswer, ReplyClass.NoAnswer, ReplyClass.Address, ReplyClass.Mailbox];

        private readonly Workshop shop;
        private readonly LedgerModel model;
        private readonly Random random;
        private readonly int seed;
        private readonly List<string> story = [];
        private readonly List<(BatchRun Run, Queue<Delivery> Open)> runs = [];
        private readonly List<(Delivery Delivery, BatchRun Run, Claim Claim)> onTheirWay = [];
        private Edition edition = null!;

        private Drive(Workshop shop, string rule, int seed) =>
            (this.shop, this.seed, random, model) = (shop, seed, new Random(seed), new LedgerModel(rule == "Resend", Attempts));

        public static async Task<Drive> OpenAsync(string rule, int seed)
        {
            var drive = new Drive(await Workshop.OpenAsync(("Delivering:InDoubt", rule), ("Delivering:BatchSize", "3")), rule, seed);
            foreach (var reader in await drive.shop.ReadersAsync(Readers)) drive.model.Readers[reader.Id] = "active";
            drive.edition = await drive.shop.ReleasedAsync();
            drive.model.Now = drive.shop.Clock.GetUtcNow();
            foreach (var row in await drive.RowsAsync())
                drive.model.Rows[row.Subscription] = new ModelRow { Subscription = row.Subscription, Batch = row.Batch, Due = row.DueAt, Expires = row.ExpiresAt };
            await drive.CompareAsync();
            return drive;
        }

        public async Task StepAsync()
        {
            await (random.Next(24) switch
            {
                < 4 => RunAsync(),
                < 11 => ClaimAsync(),
                < 16 => AnswerAsync(),
                16 => Crash(),
                17 or 18 => ReaderAsync(),
                19 => EditionAsync(),
                20 => ResolveAsync(),
                21 => FinishAsync(),
                22 => SweepAsync(),
                _ => Wait(),
            });
            await CompareAsync();
        }

        private async Task RunAsync()
        {
            var batch = Any(model.Rows.Values.Select(r => r.Batch).Distinct().Order().ToList());
            var run = await shop.Writer.WriteAsync((c, t) => shop.Get<Batches>().BeginAsync(c, t, batch));
            Note($"run of batch {batch}: fence {run?.Fence}");
            Agree(run is not null, model.Begin(batch), "a run begins");
            if (run is null) return;
            var open = await shop.OpenAsync(batch);
            Agree(string.Join(' ', open.Select(d => d.Subscription)), string.Join(' ', model.OpenOf(batch)), "what the run has to send");
            runs.Add((run, new Queue<Delivery>(open)));
        }

        private async Task ClaimAsync()
        {
            if (runs.Count == 0) return;
            var (run, open) = Any(runs);
            if (!open.TryDequeue(out var delivery)) return;
            // Both ways into the ledger, by turns.
            var claim = random.Next(2) == 0 ? await shop.Writer.WriteAsync((c, t) => shop.Get<Claims>().ClaimAsync(c, t, delivery, run))
                : (await shop.Get<Moves>().EnterAsync(new Move(run, null, delivery))).Claim!;
            Note($"claim of {delivery.Subscription} ({delivery.State}) under {run.Fence}: {claim.Outcome}");
            Agree(claim.Outcome, model.Claim(delivery, run), "the claim");
            if (claim.Outcome == ClaimOutcome.Claimed) onTheirWay.Add((delivery, run, claim));
            if (claim.Outcome is ClaimOutcome.Stopped or ClaimOutcome.Superseded) open.Clear();
        }

        private async Task AnswerAsync()
        {
            if (onTheirWay.Count == 0) return;
            var (delivery, run, claim) = Any(onTheirWay);
            onTheirWay.RemoveAll(o => o.Claim == claim && o.Delivery == delivery);
            var reply = new Reply(Any(Replies), "as the relay says", Permanent: random.Next(2) == 0);
            var due = random.Next(2) == 0 ? await shop.Writer.WriteAsync((c, t) => shop.Get<Answers>().WriteAsync(c, t, delivery, run, claim, reply))
                : (await shop.Get<Moves>().EnterAsync(new Move(run, new Answered(delivery, claim, reply), null))).Retry;
            Note($"answer to {delivery.Subscription} under {run.Fence}: {reply.Class}, again at {due:O}");
            if (model.Answer(delivery.Subscription, run, reply, due))
                model.Rows[delivery.Subscription].Batch = (await RowsAsync()).Single(r => r.Subscription == delivery.Subscription).Batch;
        }

        private Task Crash()
        {
            Note("kill");
            runs.Clear();
            onTheirWay.Clear();
            return Task.CompletedTask;
        }

        private async Task ReaderAsync()
        {
            var id = Any(model.Readers.Keys.Order().ToList());
            var to = (model.Readers[id], random.Next(3)) switch
            {
                ("active", 0) => "paused",
                ("active", 1) => "unsubscribed",
                ("active", _) => "suppressed",
                ("paused", _) => "active",
                var (same, _) => same,
            };
            Note($"reader {id}: {to}");
            await shop.Writer.WriteAsync(async (c, t) =>
            {
                var row = (await SubscriptionStore.FindAsync(c, t, id))!;
                if (to == "suppressed") await shop.Get<Suppressions>().AddAsync(c, t, row.AddressHash, Suppressions.All, SuppressionReason.Complained);
                else if (to != row.Status) await shop.Get<SubscriptionStore>().MoveAsync(c, t, row, to.ToState<SubscriptionStatus>());
            });
            model.Readers[id] = to;
        }

        private async Task EditionAsync()
        {
            var control = shop.Get<EditionControl>();
            var cancel = random.Next(8) == 0;
            Note($"edition is {model.Edition}: {(cancel ? "cancel" : "pause or resume")}");
            if (cancel && model.Edition is "released" or "paused" && random.Next(2) == 0)
            {
                await control.CancelAsync(edition, default);
                model.Cancel();
                Abandon();
            }
            else if (model.Edition == "released")
            {
                await control.PauseAsync(edition, default);
                model.Edition = "paused";
            }
            else if (model.Edition == "paused")
            {
                await control.ResumeAsync(edition, default);
                model.Resume();
            }
        }

        private async Task ResolveAsync()
        {
            var doubtful = new List<Doubtful>();
            await foreach (var row in shop.Get<Resolution>().OfAsync(edition)) doubtful.Add(row);
            Agree(doubtful.Count, model.Rows.Values.Count(r => r.State == "in_doubt"), "what is in doubt");
            if (doubtful.Count == 0 || model.Edition == "cancelled") return;
            var chosen = Any(doubtful);
            var to = random.Next(2) == 0 ? DeliveryState.Sent : DeliveryState.Waiting;
            Note($"resolve {chosen.Subscription}: {to}");
            Agree(await shop.Get<Resolution>().ResolveAsync(edition, chosen, to, default), true, "it is resolved");
            model.Resolve(model.Rows[chosen.Subscription], to.Text());
        }

        private async Task FinishAsync()
        {
            Note("finish");
            await shop.Get<Finisher>().TryFinishAsync(edition.Id, default);
            model.TryFinish();
        }

        private async Task SweepAsync()
        {
            Note("sweep");
            await shop.Get<Sweeper>().CancelledAsync(default);
            if (model.Edition != "cancelled") return;
            var hadWork = model.Rows.Values.Select(r => r.Batch).Distinct().ToDictionary(b => b, b => model.Rows.Values.Any(r => r.Batch == b && r.State is "waiting" or "claimed" or "deferred"));
            model.Sweep();
            if (hadWork.Values.Any(w => w)) Abandon();
        }

        // A claim that nobody can be waiting for any more.
        private void Abandon()
        {
            foreach (var row in model.Rows.Values.Where(r => r.State == "claimed" && model.Now - r.ClaimedAt > TimeSpan.FromMinutes(15)))
                (row.State, row.Excused) = ("in_doubt", row.Excused + 1);
        }

        private Task Wait()
        {
            var time = random.Next(20) == 0 ? TimeSpan.FromHours(15) : TimeSpan.FromMinutes(random.Next(1, 40));
            Note($"{time} pass");
            shop.Clock.Advance(time);
            model.Now = shop.Clock.GetUtcNow();
            return Task.CompletedTask;
        }

        private async Task CompareAsync()
        {
            foreach (var row in await RowsAsync())
            {
                var said = model.Rows[row.Subscription];
                Agree((row.State, row.Claims, row.Batch, row.Reason), (said.State, said.Claims, said.Batch, said.Reason), $"delivery {row.Subscription}");
                Agree(said.Copies <= 1 + said.Excused, true, $"copies of delivery {row.Subscription}");
            }
            await using var c = await shop.Get<Database>().OpenAsync();
            Agree((await EditionStore.GetAsync(c, null, edition.Id)).State, model.Edition, "the edition");
            await shop.AssertCountersAsync();
        }

        private async Task<List<Row>> RowsAsync()
        {
            await using var c = await shop.Get<Database>().OpenAsync();
            return (await c.QueryAsync<Row>("select subscription, batch, state, reason, claims, due_at, expires_at from delivery order by subscription")).AsList();
        }

        private T Any<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

        private void Note(string what) => story.Add(what);

        private void Agree<T>(T real, T said, string what)
        {
            if (!EqualityComparer<T>.Default.Equals(real, said))
                Assert.Fail($"{what}: the ledger says {real}, the model {said}. Seed {seed}:\n{string.Join('\n', story)}");
        }

        public ValueTask DisposeAsync() => shop.DisposeAsync();
    }

    private sealed record Row
    {
        public required long Subscription { get; init; }
        public required long Batch { get; init; }
        public required string State { get; init; }
        public string? Reason { get; init; }
        public required int Claims { get; init; }
        public required DateTimeOffset DueAt { get; init; }
        public required DateTimeOffset ExpiresAt { get; init; }
    }
}
