using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Subscribing.Export;
using Digest.Templating;

namespace Digest.Commands;

internal static class SubscribersList
{
    private const int FlushAt = 64 * 1024;

    public static Command Make()
    {
        var newsletter = new Argument<string>("NEWSLETTER") { Description = "Its slug" };
        var status = SubscribersExport.Status();
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("list", "List the readers of a newsletter") { newsletter, status, json };
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetRequiredValue(newsletter), SubscribersExport.StatusOf(parsed, status), parsed.GetValue(json), ct));
        return command;
    }

    private static async Task<int> RunAsync(string slug, SubscriptionStatus? status, bool json, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(ct);
        var newsletter = await session.Get<NewsletterStore>().GetAsync(slug, ct);
        await using var c = await session.Get<Database>().OpenAsync(ct);
        var readers = ReaderExport.Only(SubscriptionStore.AllAsync(c, newsletter.Id), status);
        if (json) await WriteJsonAsync(readers, ct);
        else await foreach (var reader in readers.WithCancellation(ct))
            Screen.Data($"{reader.Status,-12}  {reader.Email}  {Plain.Line(reader.Name)}".TrimEnd());
        return 0;
    }

    // Piece by piece: a list may hold a million readers.
    private static async Task WriteJsonAsync(IAsyncEnumerable<Subscription> readers, CancellationToken ct)
    {
        await using var output = Console.OpenStandardOutput();
        await using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartArray();
        await foreach (var reader in readers.WithCancellation(ct))
        {
            JsonSerializer.Serialize(writer, new
            {
                email = reader.Email,
                name = reader.Name,
                status = reader.Status,
                time_zone = reader.TimeZone,
                send_at = reader.SendAt,
                topics = ReaderExport.Topics(reader),
                created_at = Screen.Time(reader.CreatedAt),
                confirmed_at = Screen.Time(reader.ConfirmedAt),
            });
            if (writer.BytesPending > FlushAt) await writer.FlushAsync(ct);
        }
        writer.WriteEndArray();
        await writer.FlushAsync(ct);
        output.WriteByte((byte)'\n');
    }
}
