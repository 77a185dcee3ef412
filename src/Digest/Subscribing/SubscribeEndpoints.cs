using Digest.Readers;
using Digest.Storage.Newsletters;
using Digest.Subscribing.Forms;
using Digest.Subscribing.Pages;

namespace Digest.Subscribing;

/// <summary>
/// <c>GET /</c> and <c>POST /subscribe</c>. The form is open to every site and needs no cookie, so there is nothing that
/// a forged request could borrow: no antiforgery token.
/// </summary>
internal static class SubscribeEndpoints
{
    private static readonly TimeSpan SoonestAnswer = TimeSpan.FromMilliseconds(40);

    public static void MapSubscribe(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/", ["GET", "HEAD"], (HttpContext context, Landing landing) => landing.ShowAsync(context)).Limit(ClientLimit.Page);
        endpoints.MapPost("/subscribe", SubscribeAsync).RequireCors(Site.FormOrigins).Limit(ClientLimit.SignUp);
    }

    private static async Task SubscribeAsync(
        HttpContext context, SignUp signUp, SignUpBudget budget, BotCheck bots, Origins origins, Landing landing, PageRenderer pages, SiteAddress site)
    {
        var form = await FormReader.ReadAsync(context.Request, context.RequestAborted);
        // A form of another product can't name ours in a field, but in its action.
        if (form.Newsletter.Length == 0) form = form with { Newsletter = context.Request.Query["newsletter"].ToString() };
        var (newsletter, address, errors) = await signUp.CheckAsync(form, context.RequestAborted);
        if (errors.Count > 0 || newsletter is null || address is null)
        {
            var words = pages.WordsOf(context, newsletter);
            await RefuseAsync(context, form, errors.ToDictionary(e => e.Key, e => e.Value.In(words)), landing);
            return;
        }
        if (!await budget.TakeAsync(context)) return;
        // However little there was to write, nobody is answered sooner (T06). On the wall: it is what a stranger measures.
        var soonest = Task.Delay(SoonestAnswer, context.RequestAborted);
        if (!bots.IsBot(form)) await signUp.TakeAsync(newsletter, address, form, EvidenceOf(context, origins), context.RequestAborted);
        await soonest;
        await TellAsync(context, newsletter, form, LikelyTypo.Suggest(address), origins, pages, site);
    }

    private static ConsentAct EvidenceOf(HttpContext context, Origins origins) => new(
        "requested", Accepted.HasJson(context.Request) ? "json" : "form",
        Page: origins.PageOf(context.Request), Client: ClientNetwork.Truncated(context));

    // What is told depends on what was typed and on nothing that is known (T06).
    private static async Task TellAsync(HttpContext context, Newsletter newsletter, SignUpForm form, string? meant, Origins origins, PageRenderer pages, SiteAddress site)
    {
        var texts = pages.FormOf(newsletter);
        if (Accepted.IsJson(context.Request))
        {
            var told = new Dictionary<string, string> { ["status"] = "check_inbox", ["message"] = texts.Success };
            if (meant is not null) told["hint"] = pages.WordsOf(context, newsletter).Say("did_you_mean", meant);
            await Problems.WriteJsonAsync(context, StatusCodes.Status202Accepted, told);
        }
        else if (origins.NextOf(form.Next) is { } next) SeeOther(context, next);
        else
        {
            var facts = new Dictionary<string, object?>
            {
                ["form"] = new { texts.Success },
                ["hint"] = meant ?? "",
                ["form_url"] = site.Path($"/?newsletter={newsletter.Slug}"),
                ["back_url"] = origins.PageOf(context.Request) ?? "",
            };
            await pages.WriteAsync(context, new Page("pages/check_inbox.html", facts) { Newsletter = newsletter });
        }
    }

    private static Task RefuseAsync(HttpContext context, SignUpForm form, IReadOnlyDictionary<string, string> errors, Landing landing) =>
        Accepted.IsJson(context.Request)
            ? Problems.WriteJsonAsync(context, StatusCodes.Status422UnprocessableEntity, new { errors })
            : landing.ShowAgainAsync(context, form, errors);

    private static void SeeOther(HttpContext context, string next)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = next;
        context.Response.Headers.CacheControl = "no-store";
    }
}
