using System.Reflection;
using System.Security.Authentication;
using System.Text;
using Polly.Timeout;

namespace Digest.Collecting.Fetching;

/// <summary>
/// The one HTTP client of the product: every outgoing request goes through it, because here stand the rules of
/// where Digest may ask (threats T39 to T42), how much it takes and how long it waits (T44). Safe for many threads.
/// </summary>
internal sealed class Fetcher : IDisposable
{
    private readonly CollectingOptions options;
    private readonly AllowedHosts allowed;
    private readonly TimeProvider clock;
    private readonly string userAgent;
    private readonly HttpClient client;

    /// <param name="options">Limits and exceptions; read once, here.</param>
    /// <param name="dns">Looks names up.</param>
    /// <param name="clock">Measures the limits of time.</param>
    /// <param name="baseUrl">Whom a publisher can turn to; part of the default user agent.</param>
    public Fetcher(CollectingOptions options, IDns dns, TimeProvider clock, string baseUrl)
    {
        this.options = options;
        this.clock = clock;
        allowed = new AllowedHosts(options.AllowedPrivateHosts);
        userAgent = options.UserAgent.Length > 0 ? options.UserAgent : $"Digest/{Version} (+{baseUrl})";
        client = new HttpClient(Endurance.Handler(Handler(new GuardedConnection(dns, allowed, clock)), clock)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static string Version => typeof(Fetcher).Assembly.GetName().Version?.ToString(3)
        ?? typeof(Fetcher).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>Gets one document. Throws only when the caller cancels.</summary>
    public async Task<FetchResult> GetAsync(FetchRequest request, CancellationToken cancellation)
    {
        using var total = new CancellationTokenSource(options.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, total.Token);
        try
        {
            return await FollowAsync(request, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new FetchResult.Failed(FetchFault.Timeout, $"not finished within {options.Timeout.TotalSeconds:0} s");
        }
        catch (TimeoutRejectedException)
        {
            return new FetchResult.Failed(FetchFault.Timeout, $"no answer within {Endurance.FirstByteWithin.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException or UriFormatException)
        {
            return Failure(e);
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<FetchResult> FollowAsync(FetchRequest request, CancellationToken cancellation)
    {
        if (AddressRule.Refusal(request.Address, allowed) is { } refusal)
            return refusal;
        if (request.NamedBy is { } page && Trail.Opens(request.Address, allowed) && !Trail.Opens(page, allowed))
            return new FetchResult.Failed(FetchFault.Private, "a public page names an allowed private host");
        var trail = new Trail(request.Address, allowed);
        while (true)
        {
            using var response = await AskAsync(request, trail, cancellation);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
                return await AnswerAsync(response, request, trail, cancellation);
            if (trail.Follow(response) is { } stopped)
                return stopped;
        }
    }

    private async Task<HttpResponseMessage> AskAsync(FetchRequest request, Trail trail, CancellationToken cancellation)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, trail.Address);
        message.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        message.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, deflate, br");
        if (request.ETag is not null)
            message.Headers.TryAddWithoutValidation("If-None-Match", request.ETag);
        if (request.LastModified is not null)
            message.Headers.TryAddWithoutValidation("If-Modified-Since", request.LastModified);
        message.Headers.Authorization = trail.Authorization;
        return await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private async Task<FetchResult> AnswerAsync(
        HttpResponseMessage response, FetchRequest request, Trail trail, CancellationToken cancellation)
    {
        var facts = ResponseReading.Facts(response, clock.GetUtcNow());
        var status = (int)response.StatusCode;
        if (status == 304 && (request.ETag ?? request.LastModified) is not null)
            return new FetchResult.NotModified(trail.Address, trail.MovedForGood, facts);
        if (status is not (200 or 203))
            return new FetchResult.Failed(FetchFault.Status, $"answered {status}", status, facts.RetryAfter, trail.Address);
        var (bytes, failure) = await ResponseReading.BodyAsync(response, options.MaxBytes, cancellation);
        if (bytes is null)
            return failure ?? new FetchResult.Failed(FetchFault.Encoding, "not readable");
        return new FetchResult.Fetched(
            bytes, ResponseReading.Raw(response, "Content-Type"), trail.Address, trail.MovedForGood, facts);
    }

    private static FetchResult.Failed Failure(Exception fault)
    {
        for (var e = fault; e is not null; e = e.InnerException)
            switch (e)
            {
                case RefusedException refused:
                    return refused.Failure;
                case AuthenticationException:
                    return new(FetchFault.Tls, "the certificate or the TLS handshake is bad");
                case HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }:
                    return new(FetchFault.CutOff, "the answer ended before its end");
            }
        return (fault as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError => new(FetchFault.Tls, "the certificate or the TLS handshake is bad"),
            HttpRequestError.ConfigurationLimitExceeded => new(FetchFault.TooLarge, "the headers of the answer are too long"),
            HttpRequestError.InvalidResponse => new(FetchFault.Connection, "the answer is not HTTP"),
            _ => new(FetchFault.Connection, "cannot connect, or the connection broke"),
        };
    }

    private SocketsHttpHandler Handler(GuardedConnection connection) => new()
    {
        ConnectCallback = connection.ConnectAsync,
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        MaxConnectionsPerServer = Math.Max(1, options.PerHost),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        MaxResponseHeadersLength = 32,
        MaxResponseDrainSize = 0,
        ActivityHeadersPropagator = null,
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
    };
}
