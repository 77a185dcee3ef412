using System.Text;
using Digest.Delivering.Letters;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Subscribing.Erasing;
using Digest.Subscribing.Pages;
using Digest.Subscribing.Records;
using Digest.Templating;

namespace Digest.Subscribing.Choosing;

/// <summary>What the buttons of the preferences page do: each is one step, and found again in it, so two clicks are as good as one.</summary>
internal sealed class PreferencesActions(
    TokenPages pages, PreferencesPage page, Choices choices, AddressLetters moves, PersonRecords records, Erasure erasure, ConsentLog log, LetterStore letters,
    SubscribingOptions options, Database database, Templates templates, Writer writer, TimeProvider clock)
{
    /// <param name="context">To answer on.</param>
    /// <param name="token">As it stands in the address.</param>
    /// <param name="reader">Of the token; reads or pauses.</param>
    /// <param name="form">As posted; <c>action</c> names the button.</param>
    public Task DoAsync(HttpContext context, string token, TokenReader reader, IFormCollection form) => (reader.Newsletter, reader.Row) switch
    {
        ({ } newsletter, { } row) => form.One("action") switch
        {
            "save" => SaveAsync(context, token, reader, newsletter, row, form),
            "pause" => PauseAsync(context, token, reader, newsletter, row, form.One("paused_until")),
            "resume" => ResumeAsync(context, token, reader),
            "move" => MoveAsync(context, token, reader, form.One("email")),
            "download" => DownloadAsync(context, reader, row),
            "erase" => EraseAsync(context, token, reader, row, form.One("sure") == "yes"),
            _ => throw new BadHttpRequestException("No such button.", StatusCodes.Status400BadRequest),
        },
        _ => throw new InvalidOperationException("Nobody's preferences."),
    };

    /// <summary>A fresh link goes to the address on file, as often as other letters may; the page says so either way.</summary>
    public async Task SendLinkAsync(HttpContext context, TokenReader reader)
    {
        await writer.WriteAsync(async (c, t) =>
        {
            if ((await TokenPages.FindAsync(c, t, reader.Token)).Row is not { } row) return;
            if (await LetterStore.CountAsync(c, t, row.Id, Letter.Link, clock.GetUtcNow().AddDays(-1)) >= options.LettersPerAddressPerDay) return;
            await letters.AddAsync(c, t, Letter.Link, row);
        }, context.RequestAborted);
        await pages.WriteAsync(context, reader, "pages/preferences_old.html", more: [("form", pages.Button("/")), ("sent", true)]);
    }

    private async Task SaveAsync(HttpContext context, string token, TokenReader reader, Newsletter newsletter, Subscription row, IFormCollection form)
    {
        var offer = await Offer.OfAsync(newsletter, database, templates, context.RequestAborted);
        var (settings, wrong) = ChoiceForm.Read(form, row, newsletter, offer.Topics, offer.Languages);
        if (wrong.Count > 0)
        {
            await page.ShowAsync(context, token, reader, new PreferencesAnswer("", wrong));
            return;
        }
        var saved = await ChangeAsync(reader, (c, t, found) => choices.SaveAsync(c, t, found, settings, Act(context)));
        await ShowAsync(context, token, reader, saved ? "saved" : "same");
    }

    private async Task PauseAsync(HttpContext context, string token, TokenReader reader, Newsletter newsletter, Subscription row, string day)
    {
        if (ChoiceForm.PauseEnd(day, ChoiceForm.ZoneOf(newsletter, row), clock.GetUtcNow()) is not { } until)
        {
            await page.ShowAsync(context, token, reader, new PreferencesAnswer("", ["paused_until"]));
            return;
        }
        var paused = await ChangeAsync(reader, (c, t, found) => choices.PauseAsync(c, t, found, until, Act(context)));
        await ShowAsync(context, token, reader, paused ? "paused" : "same");
    }

    private async Task ResumeAsync(HttpContext context, string token, TokenReader reader)
    {
        var resumed = await ChangeAsync(reader, (c, t, found) => choices.ResumeAsync(c, t, found, Act(context)));
        await ShowAsync(context, token, reader, resumed ? "resumed" : "same");
    }

    private async Task MoveAsync(HttpContext context, string token, TokenReader reader, string typed)
    {
        if (MailAddress.Parse(typed) is not { } address)
        {
            await page.ShowAsync(context, token, reader, new PreferencesAnswer("", ["email"], typed));
            return;
        }
        await ChangeAsync(reader, async (c, t, found) =>
        {
            await moves.AskAsync(c, t, found, address, Act(context));
            return true;
        });
        await ShowAsync(context, token, reader, "moving");
    }

    private async Task DownloadAsync(HttpContext context, TokenReader reader, Subscription row)
    {
        await ChangeAsync(reader, async (c, t, found) =>
        {
            await log.AddAsync(c, t, found, Act(context) with { Act = "exported" });
            return true;
        });
        var record = await records.OfAsync(row, context.RequestAborted);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"my-data.json\"";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Robots-Tag"] = "noindex";
        await context.Response.WriteAsync(PersonJson.Text(record), Encoding.UTF8, context.RequestAborted);
    }

    private async Task EraseAsync(HttpContext context, string token, TokenReader reader, Subscription row, bool isSure)
    {
        if (!isSure)
        {
            await pages.WriteAsync(context, reader, "pages/erase.html", more: ("form", pages.Button($"/preferences/{token}", ("action", "erase"), ("sure", "yes"))));
            return;
        }
        await erasure.EraseAsync(row, "page");
        await pages.WriteAsync(context, reader, "pages/erased.html");
    }

    // Nothing is done to a row that has become somebody else's, or has ended, since the page was asked for.
    private Task<bool> ChangeAsync(TokenReader reader, Func<System.Data.Common.DbConnection, System.Data.Common.DbTransaction, Subscription, Task<bool>> change) =>
        writer.WriteAsync(async (c, t) =>
        {
            var row = (await TokenPages.FindAsync(c, t, reader.Token)).Row;
            var isTheirs = row is { Status: "active" or "paused" } && row.AddressHash.AsSpan().SequenceEqual(reader.Token.AddressHash);
            return isTheirs && row is not null && await change(c, t, row);
        }, CancellationToken.None);

    private async Task ShowAsync(HttpContext context, string token, TokenReader reader, string done) =>
        await page.ShowAsync(context, token, await pages.FindAsync(reader.Token, context.RequestAborted), PreferencesAnswer.Of(done));

    private static ConsentAct Act(HttpContext context) => new("", "page", Client: ClientNetwork.Truncated(context));
}
