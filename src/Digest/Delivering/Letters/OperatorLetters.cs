using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Delivering.Letters;

/// <summary>Makes letters to the operator of what the rooms above had to tell; each event becomes one letter, whatever crashes.</summary>
internal sealed partial class OperatorLetters(
    Database database, Writer writer, LetterStore letters, MailOptions mail, ILogger<OperatorLetters> log)
{
    private const string Reader = "operator_letters";

    private const string SelectNew = """
        select id, at, kind, newsletter, data from event
        where kind = @kind and id > coalesce((select event from event_cursor where reader = @reader), 0) order by id limit 100
        """;

    private const string Advance = """
        insert into event_cursor (reader, event) values (@reader, @id) on conflict (reader) do update set event = excluded.event
        """;

    public async Task WriteAsync(CancellationToken ct)
    {
        List<Event> news;
        await using (var c = await database.OpenAsync(ct)) news = await NewAsync(c, null);
        if (news.Count > 0) await writer.WriteAsync(WriteAsync, ct);
    }

    private async Task WriteAsync(DbConnection c, DbTransaction t)
    {
        foreach (var happened in await NewAsync(c, t))
        {
            var notice = OperatorNotice.FromJson(happened.Data);
            Happened(notice.What, notice.Detail, notice.NextStep);
            if (mail.OperatorAddress.Length > 0)
                await letters.AddAsync(c, t, Letter.Operator, happened.Newsletter, null, mail.OperatorAddress, happened.Data);
            await c.ExecuteAsync(Advance, new { reader = Reader, id = happened.Id }, t);
        }
    }

    private static async Task<List<Event>> NewAsync(DbConnection c, DbTransaction? t) =>
        (await c.QueryAsync<Event>(SelectNew, new { kind = OperatorNotice.Kind, reader = Reader }, t)).AsList();

    [LoggerMessage(Level = LogLevel.Warning, Message = "For the operator: {What}. {Detail} {NextStep}")]
    private partial void Happened(string what, string detail, string nextStep);
}
