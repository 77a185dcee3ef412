using Digest.Readers;
using Digest.Templating;

namespace Digest.Subscribing.Records;

/// <summary>Says a line of evidence in words.</summary>
internal static class Wording
{
    /// <summary>On one line, e.g. <c>asked to subscribe by form on https://example.org/</c>.</summary>
    public static string Of(Evidence e)
    {
        var parts = new List<string> { $"{Act(e.Act)} ({Way(e.Way)})" };
        if (e.Page is { } page) parts.Add($"on {page}");
        if (e.Client is { } client) parts.Add($"from the network {client}");
        if (e.Actor is { } actor) parts.Add($"by {actor} for the publisher");
        if (e.Letter is { } letter) parts.Add($"letter {letter}");
        if (e.Detail is { } detail) parts.Add(detail);
        if (e.Version is { } version) parts.Add($"text {version}");
        return Plain.Line(string.Join(", ", parts));
    }

    private static string Act(string act) => act switch
    {
        "requested" => "asked to subscribe",
        "invited" => "was named by the publisher, to be asked",
        "asked" => "was asked to confirm by letter",
        "confirmed" => "confirmed",
        "left" => "left",
        "returned" => "took the leave back",
        "bounced" => "bounced: the address does not exist",
        "complained" => "called a mail unwanted",
        "imported" => "was imported: the publisher states that consent is held",
        "added" => "was added: the publisher states that consent is held",
        "settings" => "changed preferences",
        "paused" => "paused",
        "resumed" => "resumed",
        "moving" => "asked to move to another address",
        "moved" => "moved",
        "exported" => "downloaded what is held of them",
        "erased" => "was erased",
        "lapsed" => "did not confirm in time",
        "lifted" => "may be mailed again",
        _ => act,
    };

    private static string Way(string way) => way switch
    {
        "form" => "form",
        "json" => "form, by script",
        "page" => "button of a page",
        "one-click" => "one click in the mail program",
        "cli" => "command",
        "mail" => "mail",
        "relay" => "the relay's answer",
        "report" => "a report that came back",
        "date" => "its day had come",
        "retention" => "time to keep it was over",
        _ => way,
    };
}
