using System.Data.Common;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Subscribing.Pages;

namespace Digest.Subscribing;

/// <summary>Whom a genuine token speaks of. The row is null when the database does not know it; the newsletter when it was deleted.</summary>
internal sealed record TokenReader(Token Token, Subscription? Row, Newsletter? Newsletter)
{
    /// <summary>For sentences on pages.</summary>
    public string NewsletterName => Newsletter?.Name ?? "this newsletter";
}

/// <summary>What the pages behind a reader's link share. They show; only their button's POST changes anything.</summary>
internal sealed class TokenPages(Tokens tokens, Database database, PageRenderer pages, SiteAddress site)
{
    /// <summary>The token of the address, when it is genuine and of this purpose; else the 404 page was written and it is null.</summary>
    public async Task<Token?> ReadAsync(HttpContext context, TokenPurpose purpose, string text)
    {
        var token = tokens.Read(purpose, text);
        if (token is null) await pages.NotFoundAsync(context);
        return token;
    }

    /// <summary>The page of every wrong token, for one that is genuine but nobody's any more.</summary>
    public Task NobodyAsync(HttpContext context) => pages.NotFoundAsync(context);

    public async Task<TokenReader> FindAsync(Token token, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return await FindAsync(c, null, token);
    }

    public static async Task<TokenReader> FindAsync(DbConnection c, DbTransaction? t, Token token)
    {
        var row = await SubscriptionStore.FindAsync(c, t, token.Subscription);
        var newsletters = await NewsletterStore.AllAsync(c, t);
        var newsletter = row is null
            ? newsletters.FirstOrDefault(n => n.PublicId == token.Newsletter)
            : newsletters.FirstOrDefault(n => n.Id == row.Newsletter);
        return new TokenReader(token, row, newsletter);
    }

    public Task WriteAsync(HttpContext context, TokenReader reader, string template, int status = 200, params (string Name, object? Value)[] more)
    {
        var facts = new Dictionary<string, object?>
        {
            ["newsletter"] = new { name = reader.NewsletterName },
            ["home_url"] = reader.Newsletter is { Options.Private: true } ? "" : site.Path("/" + (reader.Newsletter is null ? "" : $"?newsletter={reader.Newsletter.Slug}")),
        };
        foreach (var (name, value) in more) facts[name] = value;
        return pages.WriteAsync(context, new Page(template, facts) { Newsletter = reader.Newsletter, Status = status, Language = reader.Row?.Language ?? "" });
    }

    /// <summary>A link of another purpose for the same reader, for a page that this one leads to.</summary>
    public string Link(string path, TokenPurpose purpose, TokenReader reader, DateTimeOffset issuedAt) =>
        site.Path(path) + tokens.Write(reader.Token with { Purpose = purpose, Key = tokens.CurrentKey, IssuedAt = issuedAt });

    /// <summary>The form of one button. The token in the address is the proof, so it carries nothing else but what the button does.</summary>
    public object Button(string path, params (string Name, string Value)[] fields) =>
        ButtonAt(site.Path(path), fields);

    /// <summary>The same for a path that <see cref="Link"/> made.</summary>
    public static object ButtonAt(string action, params (string Name, string Value)[] fields) =>
        new { action, fields = fields.Select(f => new { name = f.Name, value = f.Value }).ToList() };
}
