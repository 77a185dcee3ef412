using System.CommandLine;
using System.Text.Json.Nodes;
using Digest.Composing.Review;
using Digest.Storage.Newsletters;

namespace Digest.Commands;

/// <summary><c>digest edition explain</c>: why an article is in, or is not.</summary>
internal static class EditionExplainCommand
{
    public static Command Make()
    {
        var (newsletter, edition) = EditionCommand.Arguments();
        var url = new Option<string?>("--url") { Description = "Only this article, in whatever edition", HelpName = "URL" };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("explain", "Why each article is in an edition, or is not") { newsletter, edition, url, json };
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(ct);
            var of = await session.Get<NewsletterStore>().GetAsync(parsed.GetRequiredValue(newsletter), ct);
            // An address may stand where the edition does: it looks like no edition's name.
            var name = parsed.GetValue(edition);
            var address = parsed.GetValue(url) ?? (name?.Contains("://", StringComparison.Ordinal) == true ? name : null);
            var explanation = session.Get<Explanation>();
            Show(address is not null
                ? await explanation.OfAddressAsync(of, address, ct)
                : await explanation.OfEditionAsync(await EditionCommand.FindAsync(session, of, name, ct), ct), parsed.GetValue(json));
            return 0;
        });
        return command;
    }

    private static void Show(IReadOnlyList<Explained> explained, bool json)
    {
        if (json)
            Screen.Json(new JsonArray([.. explained.Select(e => new JsonObject
            {
                ["url"] = e.Url,
                ["title"] = e.Title,
                ["source"] = e.Source,
                ["state"] = e.State,
                ["reason"] = e.Reason,
            })]));
        else foreach (var e in explained) Screen.Data($"{e.State,-11} {e.Title ?? e.Url}{(e.Source is null ? "" : $"  [{e.Source}]")}\n            {e.Reason}");
    }
}
