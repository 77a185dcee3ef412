using System.Security.Cryptography;
using Digest.World;

namespace Digest.Bench.Delivering;

/// <summary>One installation with readers, whose relay is the counting sink.</summary>
internal sealed class Installed : IAsyncDisposable
{
    private const int Articles = 14;
    private readonly TempFolder keys = new();
    private readonly Sink sink;

    private Installed(Newsroom room, Sink sink) => (Room, this.sink) = (room, sink);

    public Newsroom Room { get; }

    /// <param name="sink">Its relay.</param>
    /// <param name="readers">How many it has.</param>
    /// <param name="connections">To the relay, at most.</param>
    /// <param name="database">Null: SQLite.</param>
    public static async Task<Installed> OpenAsync(Sink sink, int readers, int connections, PostgresDatabase? database = null)
    {
        var room = await Newsroom.OpenAsync(smtp: false);
        room.Settings["Digest__Mail__Transport"] = "Smtp";
        room.Settings["Digest__Mail__Relays__0__Host"] = "127.0.0.1";
        room.Settings["Digest__Mail__Relays__0__Port"] = $"{sink.Port}";
        room.Settings["Digest__Mail__Relays__0__Security"] = "None";
        room.Settings["Digest__Mail__Relays__0__Connections"] = $"{connections}";
        if (database is not null) room.Use(database);
        await room.ImportAsync(readers);
        return new Installed(room, sink);
    }

    /// <summary>Signs from now on, with a new key; or no more.</summary>
    public void Sign(bool signs)
    {
        foreach (var name in (string[])["Domain", "Selector", "KeyFile"]) Room.Settings.Remove($"Digest__Mail__Dkim__0__{name}");
        if (!signs) return;
        using var rsa = RSA.Create(2048);
        var file = keys.Write("dkim.pem", rsa.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Room.Settings["Digest__Mail__Dkim__0__Domain"] = "oxide.example";
        Room.Settings["Digest__Mail__Dkim__0__Selector"] = "bench";
        Room.Settings["Digest__Mail__Dkim__0__KeyFile"] = file;
    }

    /// <summary>One edition to everybody, by <c>digest send</c> as a process of its own.</summary>
    public async Task<Run> SendAsync()
    {
        Room.Publish(Articles);
        sink.Tell();
        var spent = await Sender.RunAsync(Room.Plan("send", Newsroom.Slug));
        return new Run(sink.Tell(), spent);
    }

    /// <summary>One of its mails, as it left.</summary>
    /// <param name="path">Where to.</param>
    public async Task SampleAsync(string path)
    {
        await Room.DoAsync("send", Newsroom.Slug); // the first edition is smaller: the first look at a feed takes a few articles only
        Room.Publish(Articles);
        sink.Tell();
        await Room.DoAsync("send", Newsroom.Slug);
        sink.Sample(path);
    }

    public async ValueTask DisposeAsync()
    {
        await Room.DisposeAsync();
        keys.Dispose();
    }
}

/// <param name="Taken">What the sink counted.</param>
/// <param name="Spent">What the sender used, from its start to its end.</param>
internal sealed record Run(Taken Taken, Spent Spent)
{
    public double CpuPerThousand => Spent.CpuSeconds / Taken.Mails * 1000;
}
