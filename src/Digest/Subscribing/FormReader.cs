using System.Text.Json;
using Digest.Subscribing.Forms;
using Digest.Subscribing.Pages;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Digest.Subscribing;

/// <summary>Reads the sign-up form from a body: form-encoded, multipart or JSON, each strict and bounded.</summary>
internal static class FormReader
{
    private const int MaxBytes = 64 * 1024;
    private const int MaxFields = 128; // forms of other products hold a field for each of their groups

    private static readonly FormOptions Bounds = new()
    {
        ValueCountLimit = MaxFields,
        KeyLengthLimit = 128,
        ValueLengthLimit = 4096,
        BufferBodyLengthLimit = MaxBytes,
        // Nothing is written to a temporary file.
        MemoryBufferThreshold = 2 * MaxBytes,
        MultipartBodyLengthLimit = MaxBytes,
        MultipartBoundaryLengthLimit = 70, // RFC 2046 section 5.1.1
        MultipartHeadersCountLimit = 4,
        MultipartHeadersLengthLimit = 2048,
    };

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 3, AllowDuplicateProperties = false };

    /// <exception cref="BadHttpRequestException">415: another kind of body; 400: not what it says it is; 413 and 408: more, or slower, than any form.</exception>
    public static Task<SignUpForm> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (Accepted.HasJson(request)) return ReadJsonAsync(request, ct);
        var isForm = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Value?.ToLowerInvariant() is "application/x-www-form-urlencoded" or "multipart/form-data";
        return isForm ? ReadFormAsync(request, ct) : throw new BadHttpRequestException("No form.", StatusCodes.Status415UnsupportedMediaType);
    }

    private static async Task<SignUpForm> ReadFormAsync(HttpRequest request, CancellationToken ct)
    {
        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(Bounds, ct);
        }
        catch (NotSupportedException fault)
        {
            throw new BadHttpRequestException("A charset that nobody should use any more.", StatusCodes.Status415UnsupportedMediaType, fault);
        }
        catch (Exception fault) when (fault is InvalidDataException || (fault is IOException and not BadHttpRequestException && !ct.IsCancellationRequested))
        {
            throw new BadHttpRequestException("A broken form.", StatusCodes.Status400BadRequest, fault);
        }
        if (form.Files.Count > 0) throw new BadHttpRequestException("A file.", StatusCodes.Status400BadRequest);
        var fields = new FormFields();
        foreach (var (name, given) in form)
            foreach (var value in given)
                fields.Add(name, value ?? "");
        return fields.Read();
    }

    private static async Task<SignUpForm> ReadJsonAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > MaxBytes) throw new BadHttpRequestException("Too large.", StatusCodes.Status413PayloadTooLarge);
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, Strict, ct);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("Not an object.");
            if (document.RootElement.GetPropertyCount() > MaxFields) throw new JsonException("Too many fields.");
            return Read(document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The second: a name that is no text, half a surrogate pair.
            throw new BadHttpRequestException("Broken JSON.", StatusCodes.Status400BadRequest, fault);
        }
    }

    private static SignUpForm Read(JsonElement body)
    {
        var fields = new FormFields();
        foreach (var property in body.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null) continue;
            var name = property.Name;
            if (FieldNames.Of(name) is not { Repeats: true } || property.Value.ValueKind != JsonValueKind.Array) fields.Add(name, Text(property.Value));
            else foreach (var value in property.Value.EnumerateArray()) fields.Add(name, Text(value));
        }
        return fields.Read();
    }

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // Bytes that are not UTF-8, or half a surrogate pair: no text.
        }
    }
}
