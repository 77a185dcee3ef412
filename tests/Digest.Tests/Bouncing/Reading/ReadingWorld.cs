using System.Data.Common;
using System.Text;
using Dapper;
using Digest.Bouncing.Reading;
using Digest.Bouncing.Understanding;
using Digest.Delivering;
using Digest.Storage;
using Digest.Tests.Delivering;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Digest.Tests.Bouncing.Reading;

/// <summary>The reader of returned mail on real rows, with a judgement of its own that says what it was asked.</summary>
internal sealed class ReadingWorld : IAsyncDisposable
{
    private ReadingWorld(Workshop shop)
    {
        Shop = shop;
        Round = new Round(shop.Writer, Store, shop.Get<ReturnPaths>(), new Judgement(Understand, DrawAsync), NullLogger<Round>.Instance);
    }

    public Workshop Shop { get; }

    public Round Round { get; }

    public ReturnedMailStore Store => Shop.Get<ReturnedMailStore>();

    /// <summary>Called with the subject of each mail that is opened; what it throws, reading throws.</summary>
    public Action<string> OnUnderstand { get; set; } = _ => { };

    /// <summary>Called within the step of a mail's end.</summary>
    public Func<string, Task> OnDraw { get; set; } = _ => Task.CompletedTask;

    /// <summary>How often consequences of a mail with this subject were committed.</summary>
    public Task<long> DrawnAsync(string subject) => Shop.CountAsync("select count(*) from event where kind = 'drawn' and data = @data", new { data = $"\"{subject}\"" });

    public Task<long> AllDrawnAsync() => Shop.CountAsync("select count(*) from event where kind = 'drawn'");

    public static async Task<ReadingWorld> OpenAsync(params (string Key, string Value)[] settings) => new(await Workshop.OpenAsync(settings));

    /// <summary>What watches a place.</summary>
    public ReadingLoop Loop(IPlace place, TestLog log) => new(
        new BounceOptions(), [place], Round, new PlaceHealth(Shop.Writer, Shop.Get<OperatorEvents>(), Shop.Clock), Shop.Clock,
        new LoggerFactory([log]).CreateLogger<ReadingLoop>());

    /// <summary>Looks through a place once.</summary>
    public async Task<int> LookAsync(IPlace place)
    {
        await using var open = await place.OpenAsync(default);
        return await Round.RunAsync(place.Kind, open, default);
    }

    /// <summary>What the row of the only mail says.</summary>
    public async Task<(string State, int Tries, string? Outcome, string? Problem)> RowAsync()
    {
        await using var c = await Shop.Get<Database>().OpenAsync();
        return await c.QuerySingleAsync<(string, int, string?, string?)>("select state, tries, outcome, problem from returned_mail");
    }

    public static byte[] Mail(string subject, string to = "b@bounce.oxide.example", string id = "") => Encoding.ASCII.GetBytes(
        $"From: MAILER-DAEMON@mx.example\r\nTo: {to}\r\nSubject: {subject}\r\nReferences: <{id}>\r\n\r\nIt did not arrive.\r\n");

    public ValueTask DisposeAsync() => Shop.DisposeAsync();

    private async Task<string> DrawAsync(DbConnection c, DbTransaction t, ReturnedMail mail, PublicId? proven, PublicId? leaving)
    {
        await Shop.Get<EventLog>().AddAsync(c, t, "drawn", 0, mail.Subject);
        await OnDraw(mail.Subject);
        return proven is not null ? $"about {proven}" : leaving is not null ? $"left {leaving}" : "unproven";
    }

    // Four headers are enough here; what reports look like is another room's.
    private ReturnedMail Understand(Stream stream)
    {
        if (stream.Length == 0) throw new UnreadableMail("it is empty");
        using var message = MimeKit.MimeMessage.Load(stream);
        var subject = message.Subject ?? "";
        OnUnderstand(subject);
        return new ReturnedMail
        {
            Kind = ReturnedKind.Report,
            CameTo = [.. message.To.Mailboxes.Select(m => m.Address)],
            Subject = subject,
            OriginalIds = [.. message.References],
            Findings = [],
        };
    }
}
