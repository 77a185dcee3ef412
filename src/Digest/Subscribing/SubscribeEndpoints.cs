using Digest.Readers;
using Digest.Subscribing.Pages;

namespace Digest.Subscribing;

/// <summary>
/// <c>GET /</c> and <c>POST /subscribe</c>. The form is open to every site and needs no cookie, so there is nothing that
/// a forged request could borrow: no antiforgery token.
/// </summary>
internal static class SubscribeEndpoints
{
    public static void MapSubscribe(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/", ["GET", "HEAD"], (HttpContext context, Landing landing) => landing.ShowAsync(context)).Limit(ClientLimit.Page);
        endpoints.MapPost("/subscribe", SubscribeAsync).RequireCors(Site.FormOrigins).Limit(ClientLimit.SignUp);
    }

    private static async Task SubscribeAsync(HttpContext context, SignUp signUp, Origins origins, Landing landing, PageRenderer pages)
    {
        var form = await FormReader.ReadAsync(context.Request, context.RequestAborted);
        var evidence = new ConsentAct(
            "requested", Accepted.HasJson(context.Request) ? "json" : "form",
            Page: origins.PageOf(context.Request), Client: ClientNetwork.Truncated(context));
        var (newsletter, errors) = await signUp.RunAsync(form, evidence, context.RequestAborted);
        if (errors.Count > 0 || newsletter is null) await RefuseAsync(context, form, errors, landing);
        else if (Accepted.IsJson(context.Request))
            await Problems.WriteJsonAsync(context, StatusCodes.Status202Accepted, new { status = "check_inbox", message = newsletter.Options.Form.Success });
        else if (origins.NextOf(form.Next) is { } next) SeeOther(context, next);
        else
        {
            var facts = new Dictionary<string, object?>
            {
                ["form"] = new { newsletter.Options.Form.Success },
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
