using Digest.Delivering.Ledger;
using Digest.Delivering.Relays;
using Digest.Delivering.Replies;

namespace Digest.Tests.Delivering;

/// <summary>One delivery as the model sees it.</summary>
internal sealed class ModelRow
{
    public required long Subscription { get; init; }
    public required long Batch { get; set; }
    public required DateTimeOffset Expires { get; set; }
    public required DateTimeOffset Due { get; set; }
    public string State { get; set; } = "waiting";
    public string? Reason { get; set; }
    public int Claims { get; set; }
    public int Fence { get; set; }
    public DateTimeOffset ClaimedAt { get; set; }

    /// <summary>How often its bytes may have gone out, and how often that was known to have failed or not known at all.</summary>
    public int Copies { get; set; }
    public int Excused { get; set; }

    public override string ToString() => $"{Subscription}: {State} {Reason} claims {Claims} batch {Batch}";
}

/// <summary>
/// What the ledger promises, in the simplest way one can say it: in memory, one edition, one thing at a time. Written from
/// the blueprint, not from the code.
/// </summary>
internal sealed class LedgerModel(bool resend, int attempts)
{
    public string Edition { get; set; } = "released";

    public Dictionary<long, ModelRow> Rows { get; } = [];

    public Dictionary<long, int> Fences { get; } = [];

    /// <summary>Readers' standing: active, paused, unsubscribed, suppressed (an address that bounced or complained).</summary>
    public Dictionary<long, string> Readers { get; } = [];

    public DateTimeOffset Now { get; set; }

    private int policyInRow;

    /// <returns>Whether a run begins.</returns>
    public bool Begin(long batch)
    {
        if (Edition != "released") return false;
        Fences[batch] = Fences.GetValueOrDefault(batch) + 1;
        foreach (var row in Rows.Values.Where(r => r.Batch == batch && r.State == "claimed")) Doubt(row);
        return true;
    }

    /// <summary>What a run has to send, in its order: what is in doubt comes last.</summary>
    public IEnumerable<long> OpenOf(long batch)
    {
        var rows = Rows.Values.Where(r => r.Batch == batch).OrderBy(r => r.Subscription).ToList();
        return rows.Where(r => r.State is "waiting" or "deferred" && r.Due <= Now).Concat(rows.Where(IsResendable)).Select(r => r.Subscription);
    }

    public ClaimOutcome Claim(Delivery seen, BatchRun run)
    {
        var row = Rows[seen.Subscription];
        if (seen.State != "in_doubt" && Now > seen.ExpiresAt)
        {
            if (row.State == seen.State && row.Batch == seen.Batch) (row.State, row.Reason) = ("failed", "expired");
            return ClaimOutcome.Settled;
        }
        if (Fences[run.Batch] != run.Fence) return ClaimOutcome.Superseded;
        if (row.State != seen.State) return ClaimOutcome.Settled;
        var reader = Readers[row.Subscription];
        if (Edition == "cancelled") return Skip(row, "cancelled");
        if (row.State == "in_doubt" && reader != "active") return ClaimOutcome.Settled;
        if (Edition != "released") return ClaimOutcome.Stopped;
        if (reader != "active") return Skip(row, reader == "unsubscribed" ? "left" : reader);
        (row.State, row.Fence, row.ClaimedAt) = ("claimed", run.Fence, Now);
        row.Claims++;
        row.Copies++;
        return ClaimOutcome.Claimed;
    }

    /// <returns>Whether it is put off.</returns>
    public bool Answer(long subscription, BatchRun run, Reply reply, DateTimeOffset? due)
    {
        var row = Rows[subscription];
        if (row.State != "claimed" || row.Fence != run.Fence) return false;
        row.Reason = reply.Class is ReplyClass.Accepted or ReplyClass.NoAnswer ? null : reply.Class.ToString().ToLowerInvariant();
        if (reply.Class == ReplyClass.Accepted) row.State = "sent";
        else if (reply.Class == ReplyClass.NoAnswer) Doubt(row);
        else if (reply.Class is ReplyClass.Address or ReplyClass.Unable || (reply.Class == ReplyClass.Mailbox && reply.Permanent)) row.State = "failed";
        else if (due is null) (row.State, row.Reason) = ("failed", "expired");
        else (row.State, row.Due, row.Excused) = ("deferred", due.Value, row.Excused + 1);
        if (reply.Class == ReplyClass.Address) Readers[subscription] = "suppressed";
        policyInRow = reply.Class switch { ReplyClass.Policy => policyInRow + 1, ReplyClass.Accepted => 0, _ => policyInRow };
        if (policyInRow >= 20 && Edition == "released") Edition = "paused";
        return row.State == "deferred";
    }

    public void Cancel()
    {
        Edition = "cancelled";
        Sweep();
    }

    /// <summary>Who waits is skipped; a claim that is older than any answer is waited for is in doubt.</summary>
    public void Sweep()
    {
        if (Edition != "cancelled") return;
        foreach (var row in Rows.Values.Where(r => r.State is "waiting" or "deferred")) Skip(row, "cancelled");
    }

    public void Resume()
    {
        Edition = "released";
        policyInRow = 0;
    }

    public void Resolve(ModelRow row, string to)
    {
        (row.State, row.Reason) = (to, "resolved");
        if (to == "sent") return;
        (row.Claims, row.Due) = (0, Now);
        if (row.Expires < Now) row.Expires = Now.AddHours(1);
        if (Edition == "finished") Edition = "released";
    }

    public void TryFinish()
    {
        if (Edition == "released" && !Rows.Values.Any(r => r.State is "waiting" or "deferred" or "claimed" || IsResendable(r))) Edition = "finished";
    }

    private bool IsResendable(ModelRow row) =>
        row.State == "in_doubt" && resend && row.Claims < attempts && row.Expires >= Now && Readers[row.Subscription] == "active";

    private static void Doubt(ModelRow row)
    {
        row.State = "in_doubt";
        row.Excused++;
    }

    private static ClaimOutcome Skip(ModelRow row, string reason)
    {
        if (row.State != "in_doubt") (row.State, row.Reason) = ("skipped", reason);
        return ClaimOutcome.Settled;
    }
}
