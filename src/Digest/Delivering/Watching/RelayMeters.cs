using System.Diagnostics.Metrics;
using Digest.Delivering.Relays;

namespace Digest.Delivering.Watching;

/// <summary>
/// The relays as metrics, each by its name: <c>digest.relay.mails</c>, by whether it took or refused them, since the process
/// began; <c>digest.relay.connections</c> in use; <c>digest.relay.down</c>, 1 while it takes no mail.
/// </summary>
internal sealed class RelayMeters
{
    private readonly Lines lines;

    public RelayMeters(Lines lines, IMeterFactory meters)
    {
        this.lines = lines;
        var meter = meters.Create("Digest");
        meter.CreateObservableCounter("digest.relay.mails", Mails, "{mail}", "Mails that a relay answered.");
        meter.CreateObservableGauge("digest.relay.connections", () => Each(view => view.InUse), "{connection}", "Connections that carry mails.");
        meter.CreateObservableGauge("digest.relay.down", () => Each(view => view.State == RelayState.Down ? 1 : 0), null, "1 while a relay takes no mail.");
    }

    private IEnumerable<Measurement<long>> Mails() =>
        from view in lines.Views
        from answer in ((string, long)[])[("accepted", view.Accepted), ("refused", view.Refused)]
        select new Measurement<long>(answer.Item2, new("relay", view.Name), new("answer", answer.Item1));

    private IEnumerable<Measurement<int>> Each(Func<RelayView, int> value) => lines.Views.Select(view => new Measurement<int>(value(view), new KeyValuePair<string, object?>("relay", view.Name)));
}
