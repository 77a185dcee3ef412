namespace Digest.Subscribing.Pages;

/// <summary>Something went wrong and has a reason: a page for people, JSON for programs.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Word">The same for programs, e.g. <c>unavailable</c>.</param>
/// <param name="Text">What to do, in English: for programs, and for a page that can't be shown. People read the texts <c>problem_WORD</c>.</param>
internal sealed record Problem(int Status, string Word, string Text)
{
    public static Problem Unreadable { get; } = new(400, "unreadable", "Go back and send the form once more.");
    public static Problem TooSlow { get; } = new(408, "too_slow", "The connection was too slow. Go back and send the form once more.");
    public static Problem TooLarge { get; } = new(413, "too_large", "The form holds more than it should. Go back and shorten what you typed.");
    public static Problem WrongType { get; } = new(
        415, "wrong_type", "Send application/x-www-form-urlencoded, multipart/form-data or application/json.");

    public static Problem TooMany { get; } = new(
        429, "too_many", "Too many requests came from your network in a short time. Please try again later.");

    public static Problem Broken { get; } = new(
        500, "broken", "The fault is ours, not yours, and it is noted. Please try again later.");

    public static Problem Unavailable { get; } = new(
        503, "unavailable", "Nothing was stored. Please try again in a minute.");
}

/// <summary>Tells a problem to whoever sent the request.</summary>
internal sealed class Problems(PageRenderer pages)
{
    /// <exception cref="Templating.TemplateFault">The page's template is broken; nothing was written.</exception>
    public Task WriteAsync(HttpContext context, Problem problem)
    {
        if (!Accepted.IsJson(context.Request))
        {
            var words = pages.WordsOf(context, null);
            var told = new { heading = words.Say($"problem_{problem.Word}"), text = words.Say($"problem_{problem.Word}_text") };
            return pages.WriteAsync(context, new Page("pages/problem.html", new() { ["problem"] = told }) { Status = problem.Status });
        }
        return WriteJsonAsync(context, problem.Status, new { status = problem.Word, message = problem.Text });
    }

    /// <summary>JSON that nobody keeps.</summary>
    public static Task WriteJsonAsync(HttpContext context, int status, object body)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Robots-Tag"] = "noindex";
        return context.Response.WriteAsJsonAsync(body, context.RequestAborted);
    }
}
