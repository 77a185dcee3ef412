using System.Data.Common;
using Dapper;

namespace Digest.Storage.Requests;

/// <summary>The rows of requests.</summary>
internal sealed class RequestStore(Database database, Writer writer, Node node, TimeProvider clock)
{
    private const string Columns = "id, public_id, kind, data, state, message, result, created_at";

    private const string Insert = $"""
        insert into request (public_id, kind, data, state, created_at) values (@publicId, @kind, @data, 'waiting', @at)
        returning {Columns}
        """;

    // A request that was running when its worker died is taken again: its steps may be repeated.
    private const string SelectOpen = $"select {Columns} from request x where state in ('waiting', 'running') and not ({Node.IsTaken}) order by id limit 100";

    private const string SelectOne = $"select {Columns} from request where id = @id";

    private const string Start = $"update request as x set state = 'running', started_at = @at, node = @node where id = @id and state in ('waiting', 'running') and not ({Node.IsTaken})";

    private const string Finish = "update request set state = @state, message = @message, finished_at = @at where id = @id and state = 'running' and node = @node";

    private const string Note = "update request set result = @result where id = @id and state = 'running' and node = @node";

    private const string SelectMentioning = $"select {Columns} from request where state in ('done', 'failed') and (data like '%@%' or message like '%@%' or result like '%@%')";

    private const string Blank = "update request set data = '{}', message = null, result = null where id = @id";

    /// <summary>Empties requests that are final and that <paramref name="mentions"/> says yes to: of their data, message or result.</summary>
    public static async Task ForgetAsync(DbConnection c, DbTransaction t, Func<string, bool> mentions)
    {
        // Few: only a test copy names an address.
        foreach (var request in await c.QueryAsync<Request>(SelectMentioning, transaction: t))
            if (mentions(request.Data) || mentions(request.Message ?? "") || mentions(request.Result ?? "")) await c.ExecuteAsync(Blank, new { id = request.Id }, t);
    }

    public Task<Request> AddAsync(string kind, string data, CancellationToken ct = default) =>
        writer.WriteAsync((c, t) => c.QuerySingleAsync<Request>(Insert, new { publicId = PublicId.New(), kind, data, at = clock.GetUtcNow() }, t), ct);

    public async Task<IReadOnlyList<Request>> OpenAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<Request>(SelectOpen, new { node = node.Id, aliveSince = node.AliveSince })).AsList();
    }

    public async Task<Request> GetAsync(long id, CancellationToken ct = default)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleAsync<Request>(SelectOne, new { id });
    }

    /// <summary>Takes a request; false: another node has it, or it is final.</summary>
    public Task<bool> StartAsync(long id, CancellationToken ct) =>
        writer.WriteAsync(async (c, t) => await c.ExecuteAsync(Start, new { id, at = clock.GetUtcNow(), node = node.Id, aliveSince = node.AliveSince }, t) == 1, ct);

    public Task FinishAsync(long id, RequestState state, string message, CancellationToken ct) =>
        writer.WriteAsync((c, t) => c.ExecuteAsync(Finish, new { id, state = state.Text(), message, at = clock.GetUtcNow(), node = node.Id }, t), ct);

    /// <summary>Keeps what a repeated run must know, in the step that makes it true.</summary>
    /// <exception cref="OperationCanceledException">Another node has taken the request; nothing of the step stays.</exception>
    public async Task NoteAsync(DbConnection c, DbTransaction t, long id, string result)
    {
        if (await c.ExecuteAsync(Note, new { id, result, node = node.Id }, t) != 1) throw new OperationCanceledException("Another node has taken the request.");
    }
}
