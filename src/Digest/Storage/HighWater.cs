using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Digest.Storage;

/// <summary>
/// Notices a database that was put back. Every group of steps raises a mark in it; the file <c>high-water</c> in the data
/// folder remembers that mark outside it, at most a second behind. A file that knows more than the database means that what
/// happened since is forgotten there: mails, answers, articles. So does a mark that this process has seen committed and is given
/// again, as after the failover to a server that lacks the last moment. A copy of the whole folder can't be noticed.
/// </summary>
internal sealed partial class HighWater(StorageOptions options, TimeProvider clock, ILogger<HighWater> log) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private const string Raise = """
        insert into high_water (node, mark) select @node, 1 from turn where true
        on conflict (node) do update set mark = high_water.mark + 1 returning mark
        """;

    private const string Select = "select coalesce(max(mark), 0) from high_water where node = @node";

    private const string Set = """
        insert into high_water (node, mark) values (@node, @mark)
        on conflict (node) do update set mark = excluded.mark where excluded.mark > high_water.mark
        """;

    private readonly KeptCommand raiseAlone = Raising(beside: false);
    private readonly KeptCommand raiseBeside = Raising(beside: true);
    private readonly CancellationTokenSource ended = new();
    private readonly Lock gate = new();
    private Task? remembering;
    private string? node;
    private long mark;
    private bool told;
    private volatile bool isForgotten;

    /// <summary>The database was found to lack what this process had written: nothing more is written until that is recorded.</summary>
    public bool IsForgotten => isForgotten;

    private string FilePath => options.FileIn("high-water");

    /// <summary>The name of this data folder among those that share the database; made once and kept in the file.</summary>
    public string Node
    {
        get
        {
            lock (gate) return node ??= (Read() ?? Begin()).Node;
        }
    }

    /// <summary>Waits until it is this transaction's turn to write, and raises the mark: the first that is done in it, once.</summary>
    /// <param name="c">A connection for writing.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="beside">Whether others may write beside it. See <see cref="Writer"/>.</param>
    /// <returns>The mark, which holds when it is committed.</returns>
    /// <exception cref="IOException">It was that high before. See <see cref="LookBack"/>.</exception>
    public async Task<long> RaiseAsync(DbConnection c, DbTransaction t, bool beside)
    {
        if (await (beside ? raiseBeside : raiseAlone).With(c, t, Node).ExecuteScalarAsync() is not long raised) throw new InvalidOperationException("The mark was not raised.");
        if (raised > Interlocked.Read(ref mark)) return raised;
        isForgotten = true;
        throw new IOException("The database lacks what was written to it; it was put back. Nothing more is written until that is looked at");
    }

    /// <summary>The transaction that raised the mark so far is durable: remembers it within a second.</summary>
    public void Committed(long raised)
    {
        Interlocked.Exchange(ref mark, raised);
        if (remembering is null) lock (gate) remembering ??= Task.Run(RememberAsync);
    }

    /// <summary>Whether the folder, or this process, remembers more than the database does.</summary>
    public async Task<bool> IsAheadAsync(DbConnection c) =>
        Read() is { } file && Known(file.Mark) > await c.ExecuteScalarAsync<long>(Select, new { node = file.Node });

    /// <summary>Takes the mark that is remembered into the database, so that the same forgetting is noticed once.</summary>
    public async Task CatchUpAsync(DbConnection c, DbTransaction t)
    {
        if (Read() is { } file) await c.ExecuteAsync(Set, new { node = file.Node, mark = Known(file.Mark) }, t);
    }

    /// <summary>That is durable, and writing goes on.</summary>
    public void CaughtUp() => isForgotten = false;

    /// <summary>A new database has nothing to forget.</summary>
    public void Forget()
    {
        lock (gate)
        {
            File.Delete(FilePath);
            node = null;
            Interlocked.Exchange(ref mark, 0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        if (remembering is not null) await remembering;
        ended.Dispose();
    }

    private long Known(long remembered) => Math.Max(remembered, Interlocked.Read(ref mark));

    // One way to the server and back for both.
    private static KeptCommand Raising(bool beside) => new(c => $"with turn as (select {Dialect.Of(c).Turn(beside)})\n{Raise}", "node");

    private async Task RememberAsync()
    {
        for (long kept = 0; ;)
        {
            try
            {
                await Task.Delay(Interval, clock, ended.Token);
            }
            catch (OperationCanceledException)
            {
                Remember(Interlocked.Read(ref mark));
                return;
            }
            var now = Interlocked.Read(ref mark);
            if (now > kept && Remember(now)) kept = now;
        }
    }

    // The disk may be full: then the mark stays behind, and a database put back to between the two would not be noticed.
    private bool Remember(long now)
    {
        try
        {
            if (Read() is { } file && file.Node == Node && file.Mark >= now) return true; // Another process of this folder was faster.
            Write(Node, now);
            told = false;
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (!told) Behind(fault.Message);
            told = true;
            return false;
        }
    }

    private (string Node, long Mark)? Read()
    {
        try
        {
            var parts = File.ReadAllText(FilePath).Split(' ', StringSplitOptions.TrimEntries);
            return parts.Length == 2 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? (parts[0], number) : null;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private (string Node, long Mark) Begin()
    {
        var name = PublicId.New().ToString();
        Write(name, 0);
        return (name, 0);
    }

    // Whole or not at all: half a number would be a smaller one.
    private void Write(string name, long number)
    {
        var draft = $"{FilePath}.{Environment.ProcessId}";
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name} {number}\n")));
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, FilePath, overwrite: true);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The file high-water can't be written ({Cause}): a database that is put back now may not be noticed")]
    private partial void Behind(string cause);
}
