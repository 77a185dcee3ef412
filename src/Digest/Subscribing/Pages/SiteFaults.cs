using Digest.Storage;
using Digest.Templating;

namespace Digest.Subscribing.Pages;

/// <summary>
/// The last stop of a fault: answers with a problem page or JSON. Storage that is locked, full or gone is 503 with
/// Retry-After, an unreadable request 400, 408 or 413, everything else 500. Logged with the route's name, never with
/// the path: paths hold tokens.
/// </summary>
internal sealed partial class SiteFaults(RequestDelegate next, Problems problems, ILogger<SiteFaults> log)
{
    private const string RetryAfterSeconds = "60";

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception fault) when (context.RequestAborted.IsCancellationRequested && fault is OperationCanceledException or IOException)
        {
            // The client went away; nobody is left to answer.
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, fault);
        }
    }

    private async Task AnswerAsync(HttpContext context, Exception fault)
    {
        var problem = ProblemOf(fault);
        if (problem == Problem.Unavailable) Unavailable(RouteOf(context), fault.Message);
        else if (fault is TemplateFault template) BrokenTemplate(RouteOf(context), template.Message);
        else if (problem == Problem.Broken) Broken(RouteOf(context), fault);
        context.Response.Clear();
        if (problem == Problem.Unavailable) context.Response.Headers.RetryAfter = RetryAfterSeconds;
        try
        {
            await problems.WriteAsync(context, problem);
        }
        catch (TemplateFault template)
        {
            BrokenTemplate(RouteOf(context), template.Message);
            context.Response.StatusCode = problem.Status;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(problem.Text, context.RequestAborted);
        }
    }

    private static Problem ProblemOf(Exception fault) => fault switch
    {
        BadHttpRequestException { StatusCode: 408 } => Problem.TooSlow,
        BadHttpRequestException { StatusCode: 413 } => Problem.TooLarge,
        BadHttpRequestException { StatusCode: 415 } => Problem.WrongType,
        BadHttpRequestException => Problem.Unreadable,
        _ when Outage.Is(fault) => Problem.Unavailable,
        _ => Problem.Broken,
    };

    /// <summary>The name of the route that was asked for, e.g. <c>/confirm/{token}</c>.</summary>
    public static string RouteOf(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "no route";

    [LoggerMessage(Level = LogLevel.Error, Message = "The database can't be used for {Route}: {Cause}")]
    private partial void Unavailable(string route, string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "A template is broken, met by {Route}: {Cause}")]
    private partial void BrokenTemplate(string route, string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "A fault in {Route}")]
    private partial void Broken(string route, Exception fault);
}
