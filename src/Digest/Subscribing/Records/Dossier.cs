using System.Globalization;
using Digest.Readers;
using Digest.Templating;

namespace Digest.Subscribing.Records;

/// <summary>
/// The evidence of one person's consent as plain text, for somebody who knows nothing of this program: of each subscription
/// what was shown, when and where, which letter went out, by which act the person agreed, and how they withdrew.
/// </summary>
internal static class Dossier
{
    /// <param name="address">As asked for.</param>
    /// <param name="person">What is held.</param>
    /// <param name="now">The time of the dossier.</param>
    public static IEnumerable<string> Of(string address, PersonRecord person, DateTimeOffset now)
    {
        yield return $"Evidence of consent: {address}";
        yield return $"Made on {Time(now)}. All times are UTC.";
        if (person.Erased is { } erased)
            yield return $"The person had their data erased on {Time(erased)}. What is left are dates and a keyed hash, under which this address was found.";
        foreach (var line in person.Subscriptions.SelectMany(Subscription)) yield return line;
        if (person.Rest.Count > 0)
        {
            yield return "";
            yield return "Recorded under this address, of subscriptions that are gone";
            foreach (var (newsletter, evidence) in person.Rest)
                foreach (var line in Lines(evidence, $"{newsletter}: ")) yield return line;
        }
        yield return "";
        foreach (var (newsletter, why) in person.Suppressions)
            yield return $"Not mailed {(newsletter is null ? "by any newsletter here" : $"by {newsletter}")} since {Time(why.At)}: {Reason(why.Reason)}.";
        if (person.Suppressions.Count == 0) yield return "Nothing stands against mailing this address.";
    }

    private static IEnumerable<string> Subscription(SubscriptionRecord s)
    {
        yield return "";
        yield return $"{Plain.Line(s.Name)} ({s.Newsletter})";
        yield return $"  subscription   {s.Row.PublicId}";
        yield return $"  standing       {(s.IsFormer ? "moved to another address" : s.Row.Status)}";
        yield return $"  begun          {Time(s.Row.CreatedAt)}";
        if (s.Row.ConfirmedAt is { } confirmed) yield return $"  agreed         {Time(confirmed)}";
        if (s.Row is { Status: not "pending", EndedAt: { } ended }) yield return $"  ended          {Time(ended)}";
        foreach (var line in s.Evidence.SelectMany(e => Lines(e, ""))) yield return line;
        if (s.Evidence.Count == 0) yield return "  Nothing was recorded.";
    }

    private static IEnumerable<string> Lines(Evidence e, string before)
    {
        yield return $"  {Time(e.At)}  {before}{Wording.Of(e)}";
        if (e.Wording is { } shown) yield return $"                         shown: \"{Plain.Line(shown)}\"";
        if (e.Privacy is { } privacy) yield return $"                         privacy notice: {Plain.Line(privacy)}";
    }

    private static string Reason(string reason) => reason switch
    {
        "left" => "they left",
        "bounced" => "the address does not exist",
        "complained" => "they called a mail unwanted",
        "never" => "they asked never to be written to",
        "erased" => "they had their data erased",
        _ => reason,
    };

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
