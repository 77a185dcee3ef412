using Digest.Composing;
using Digest.Storage.Newsletters;
using Digest.Subscribing.Forms;
using Digest.Subscribing.Pages;
using Digest.Templating;

namespace Digest.Subscribing;

/// <summary>The landing page: what the newsletter is, the form, the latest editions. Private newsletters are not on it.</summary>
internal sealed class Landing(NewsletterStore newsletters, EditionStore editions, PageRenderer pages, SiteAddress site, FormTokens tokens, Templates templates, TimeProvider clock)
{
    private const int Latest = 5;

    public Task ShowAsync(HttpContext context) => ShowAsync(context, context.Request.Query["newsletter"].ToString(), new SignUpForm(), "");

    /// <summary>The form once more, with what was typed and what is wrong with it.</summary>
    public Task ShowAgainAsync(HttpContext context, SignUpForm form, IReadOnlyDictionary<string, string> errors) =>
        ShowAsync(context, form.Newsletter, form, errors.TryGetValue("email", out var email) ? email : errors.Values.First());

    private async Task ShowAsync(HttpContext context, string slug, SignUpForm typed, string error)
    {
        var all = await newsletters.AllAsync(context.RequestAborted);
        var open = all.Where(n => !n.Options.Private).ToList();
        if (open.Count == 0 && all.Count > 0)
        {
            await pages.NotFoundAsync(context);
            return;
        }
        // Who names one wants no other.
        if (slug.Length > 0 && error.Length == 0 && open.Count > 0 && !open.Exists(n => n.Slug == slug))
        {
            await pages.NotFoundAsync(context);
            return;
        }
        var chosen = open.Find(n => n.Slug == slug) ?? open.FirstOrDefault();
        var facts = await FactsAsync(open, chosen, context.RequestAborted);
        // Who mends a typing error goes on with the form that they have.
        var token = tokens.Judge(typed.Token) is FormAge.Good or FormAge.TooFast ? typed.Token : tokens.Write();
        if (chosen is not null) facts["form"] = Form(chosen, typed.Email, token, error);
        await pages.WriteAsync(context, new Page("pages/landing.html", facts)
        {
            // Without a newsletter it speaks to the operator.
            Language = chosen is null ? "en" : "",
            Newsletter = chosen,
            Status = error.Length > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
            IsPublic = error.Length == 0,
            // A kept page must not hold a token that has run out.
            Passing = new Passing(token, $"{clock.GetUtcNow():yyyy-MM-dd HH}"),
        });
    }

    private async Task<Dictionary<string, object?>> FactsAsync(List<Newsletter> open, Newsletter? chosen, CancellationToken ct)
    {
        var latest = chosen is null ? [] : await editions.PublishedAsync(chosen.Id, Latest, ct);
        return new Dictionary<string, object?>
        {
            ["newsletters"] = open.Select(n => new { n.Slug, n.Name, n.Options.Description, chosen = n == chosen }).ToList(),
            ["editions"] = latest.Select(e => new { title = e.Subject, date = DateOf(e, chosen!), url = site.Path($"/archive/{chosen!.Slug}/{e.Name}") }).ToList(),
            ["archive_url"] = latest.Count > 0 ? site.Path("/archive") : "",
        };
    }

    private object Form(Newsletter newsletter, string email, string token, string error)
    {
        var form = FormTexts.Of(newsletter, templates);
        return new
        {
            form.Heading,
            form.Lead,
            form.Button,
            form.Consent,
            action = site.Path("/subscribe"),
            newsletter = newsletter.Slug,
            newsletter_name = newsletter.Name,
            error,
            email,
            token,
            trap = FieldNames.Trap,
        };
    }

    private static string DateOf(Edition edition, Newsletter newsletter) =>
        edition.Date.ToString("D", Voice.CultureOf(newsletter.Options.Language));
}
