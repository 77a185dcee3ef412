using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;

namespace Digest.Collecting.Fetching;

/// <summary>
/// How much trouble one request stands: a connection that breaks before the answer begins is tried once more, a moment
/// later; an answer must begin in time. What the server answered is never asked again here: that is the source's rhythm.
/// </summary>
internal static class Endurance
{
    /// <summary>How long an answer may take to begin, from the name on.</summary>
    public static readonly TimeSpan FirstByteWithin = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);

    public static HttpMessageHandler Handler(SocketsHttpHandler handler, TimeProvider clock)
    {
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddTimeout(FirstByteWithin)
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = 1,
                Delay = Moment,
                UseJitter = true,
                ShouldHandle = static attempt => ValueTask.FromResult(IsBroken(attempt.Outcome.Exception)),
            })
            .Build();
        return new ResilienceHandler(pipeline) { InnerHandler = handler };
    }

    // Not what our own guard refuses, nor a name that does not exist, nor a certificate: a moment changes nothing there.
    private static bool IsBroken(Exception? fault)
    {
        for (var e = fault; e is not null; e = e.InnerException)
            if (e is RefusedException) return false;
        return fault is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded };
    }
}
