using Microsoft.Net.Http.Headers;

namespace Digest.Subscribing.Pages;

/// <summary>What kind of answer a client wants.</summary>
internal static class Accepted
{
    /// <summary>Whether to answer with JSON: the request is JSON itself, or names it among what it accepts.</summary>
    public static bool IsJson(HttpRequest request) => HasJson(request) || request.GetTypedHeaders().Accept.Any(
        accepted => accepted.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) && accepted.Quality is not 0);

    /// <summary>Whether the request's body is JSON.</summary>
    public static bool HasJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase);
}
