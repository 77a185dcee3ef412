using System.Globalization;
using Digest.Delivering.Ledger;
using Digest.Delivering.Letters;
using Digest.Readers;

namespace Digest.Subscribing.Records;

/// <summary>One thing that happened to a reader.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">consent, delivery, letter, bounce, suppression.</param>
/// <param name="Newsletter">Slug; null: all.</param>
/// <param name="What">For people, on one line.</param>
/// <param name="Source">The row that it was made of.</param>
internal sealed record Happening(DateTimeOffset At, string Kind, string? Newsletter, string What, object Source)
{
    /// <summary>All of a person's, the oldest first.</summary>
    public static IReadOnlyList<Happening> Of(PersonRecord person) =>
    [
        .. person.Subscriptions.SelectMany(s => s.Evidence.Select(e => Of(s.Newsletter, e))
                .Concat(s.Letters.Select(l => Of(s.Newsletter, l)))
                .Concat(s.Deliveries.Select(d => Of(s.Newsletter, d)))
                .Concat(Gone(s))
                .Concat(s.Bounces.Where(b => b.Way == "report").Select(b => Of(s.Newsletter, b))))
            .Concat(person.Rest.Select(r => Of(r.Newsletter, r.Line)))
            .Concat(person.Suppressions.Select(s => new Happening(s.Why.At, "suppression", s.Newsletter, $"not mailed from then on: {s.Why.Reason}{(s.Why.Note is { } note ? $" ({OneLine(note)})" : "")}", s.Why)))
            .OrderBy(h => h.At),
    ];

    /// <summary>An edition by its usual name, e.g. <c>2026-11-24-weekly-2</c>.</summary>
    public static string EditionOf(ReaderDelivery d) =>
        d.Date + (d.Cadence == "weekly" ? "-weekly" : "") + (d.N > 1 ? string.Create(CultureInfo.InvariantCulture, $"-{d.N}") : "");

    private static Happening Of(string newsletter, Evidence e) => new(e.At, "consent", newsletter, Wording.Of(e), e);

    private static Happening Of(string newsletter, SentLetter l)
    {
        var what = $"letter {l.Kind}: {l.State}{(l.SentAt is { } sent ? $" at {sent:yyyy-MM-dd HH:mm:ss}" : "")}{(l.Answer is { Length: > 0 } words ? $" ({OneLine(words)})" : "")}";
        return new Happening(l.CreatedAt, "letter", newsletter, what, l);
    }

    private static Happening Of(string newsletter, ReaderDelivery d)
    {
        var why = d.Reason is null ? "" : $", {d.Reason}";
        var words = d.Answer is { Length: > 0 } answer ? $" ({OneLine(answer)})" : "";
        var what = $"edition {EditionOf(d)}{(d.Origin == "welcome" ? ", welcome" : "")}: {d.State}{why}{words}";
        return new Happening(d.AnsweredAt ?? d.ClaimedAt ?? d.DueAt, "delivery", newsletter, what, d);
    }

    private static IEnumerable<Happening> Gone(SubscriptionRecord s) => s.DeliveriesGoneUntil is not { } until ? [] :
        [new Happening(until, "delivery", s.Newsletter, "which editions up to here went to them is not kept any more", until)];

    private static Happening Of(string newsletter, KnownBounce b)
    {
        var what = b.Class switch
        {
            "address" => "came back: the address does not exist",
            "mailbox" => "came back: the mailbox takes no mail",
            "policy" => "came back: refused, which is not the reader's fault",
            "complaint" => "the reader called it spam",
            _ => "came back: tried until its time was over",
        };
        var words = string.Join(' ', new[] { b.Status, b.Words is null ? null : OneLine(b.Words) }.Where(w => !string.IsNullOrEmpty(w)));
        return new Happening(b.At, "bounce", newsletter, $"{what}{(words.Length > 0 ? $" ({words})" : "")}", b);
    }

    private static string OneLine(string text) => Templating.Plain.Line(text);
}
