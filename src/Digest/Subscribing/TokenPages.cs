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
            ["home_url"] = site.Path("/" + (reader.Newsletter is null ? "" : $"?newsletter={reader.Newsletter.Slug}")),
        };
        foreach (var (name, value) in more) facts[name] = value;
        return pages.WriteAsync(context, new Page(template, facts) { Newsletter = reader.Newsletter, Status = status });
    }

    /// <summary>The form of one button. The token in the address is the proof, so it carries nothing else.</summary>
    public object Button(string path) => new { action = site.Path(path), fields = Array.Empty<object>() };
}
