using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Digest.Subscribing.Choosing;

/// <summary>Reads the form of one of our own pages, strict and bounded; nothing is written to a temporary file.</summary>
internal static class PostedForm
{
    private const int MaxBytes = 64 * 1024;

    private static readonly FormOptions Bounds = new()
    {
        ValueCountLimit = 256,
        KeyLengthLimit = 64,
        ValueLengthLimit = 4096,
        BufferBodyLengthLimit = MaxBytes,
        MemoryBufferThreshold = 2 * MaxBytes,
        MultipartBodyLengthLimit = MaxBytes,
    };

    /// <exception cref="BadHttpRequestException">415: no form; 400: a broken one; 413 and 408: more, or slower, than any form.</exception>
    public static async Task<IFormCollection> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var isForm = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
        if (!isForm) throw new BadHttpRequestException("No form.", StatusCodes.Status415UnsupportedMediaType);
        try
        {
            return await request.ReadFormAsync(Bounds, ct);
        }
        catch (NotSupportedException fault)
        {
            throw new BadHttpRequestException("A charset that nobody should use any more.", StatusCodes.Status415UnsupportedMediaType, fault);
        }
        catch (Exception fault) when (fault is InvalidDataException || (fault is IOException and not BadHttpRequestException && !ct.IsCancellationRequested))
        {
            throw new BadHttpRequestException("A broken form.", StatusCodes.Status400BadRequest, fault);
        }
    }

    /// <summary>A field's value; empty: it is not there, or there twice.</summary>
    public static string One(this IFormCollection form, string name) => form[name] is [{ } value] ? value.Trim() : "";
}
