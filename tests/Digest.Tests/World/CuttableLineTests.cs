using System.Net;
using System.Net.Sockets;
using Digest.World;
using Npgsql;

namespace Digest.Tests.World;

internal sealed class CuttableLineTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private TcpListener echo = null!;
    private CuttableLine line = null!;

    [SetUp]
    public void Start()
    {
        echo = new TcpListener(IPAddress.Loopback, 0);
        echo.Start();
        _ = EchoAsync();
        line = new CuttableLine(((IPEndPoint)echo.LocalEndpoint).Port);
    }

    [TearDown]
    public async Task Stop()
    {
        await line.DisposeAsync();
        echo.Dispose();
    }

    [Test]
    public async Task It_passes_on_what_is_said_and_that_nothing_more_will_be()
    {
        using var client = await ConnectAsync();
        Assert.That(await SayAsync(client, 'a'), Is.EqualTo('a'));
        var stream = client.GetStream();
        client.Client.Shutdown(SocketShutdown.Send);
        Assert.That(stream.ReadByte(), Is.EqualTo(-1));
        await Await.Until(() => line.Open == 0, Soon, "the connection to end");
    }

    [Test]
    public async Task A_reset_ends_connections_and_new_ones_until_it_is_mended()
    {
        using var client = await ConnectAsync();
        await SayAsync(client, 'a');
        line.Cut(CutKind.Reset);
        await Assert.ThrowsAsync<IOException>(() => SayAsync(client, 'b'));
        // The reset may be there before the connection is.
        await Assert.ThatAsync(async () => await SayAsync(await ConnectAsync(), 'c'), Throws.InstanceOf<IOException>().Or.InstanceOf<SocketException>());
        line.Restore();
        using var later = await ConnectAsync();
        Assert.That(await SayAsync(later, 'd'), Is.EqualTo('d'));
    }

    [Test]
    public async Task In_a_silence_nothing_is_said_and_afterwards_all_of_it()
    {
        using var client = await ConnectAsync();
        await SayAsync(client, 'a');
        line.Cut(CutKind.Silence);
        using var other = await ConnectAsync();
        Task<char>[] said = [SayAsync(client, 'b'), SayAsync(other, 'c')];
        // A mended line echoes within a millisecond; this only has to be longer.
        Assert.That(await Task.WhenAny(Task.WhenAny(said), Task.Delay(300)), Is.Not.InstanceOf<Task<Task<char>>>());
        line.Restore();
        Assert.That(await Task.WhenAll(said), Is.EqualTo("bc"));
    }

    [Test]
    public async Task What_was_said_in_a_silence_is_lost_by_a_reset()
    {
        using var client = await ConnectAsync();
        await SayAsync(client, 'a');
        line.Cut(CutKind.Silence);
        var said = SayAsync(client, 'b');
        line.Cut(CutKind.Reset);
        line.Restore();
        await Assert.ThrowsAsync<IOException>(() => said);
    }

    [Test]
    public async Task A_database_is_cut_off_while_others_reach_it()
    {
        var server = await PostgresServer.SharedAsync();
        await using var database = await server.CreateAsync();
        await using var toServer = new CuttableLine(server.Port);
        await using var direct = NpgsqlDataSource.Create(database.ConnectionString);
        await using var cut = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Port = toServer.Port, Timeout = 1 });
        Assert.That(await OneAsync(cut), Is.EqualTo(1));
        foreach (var kind in Enum.GetValues<CutKind>())
        {
            toServer.Cut(kind);
            await Assert.ThrowsAsync(Is.InstanceOf<NpgsqlException>(), () => OneAsync(cut));
            Assert.That(await OneAsync(direct), Is.EqualTo(1));
        }
        toServer.Restore();
        await Await.Until(async () => await OneAsync(cut) == 1, Soon, "the line to be whole again");
    }

    private static async Task<int> OneAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("select 1");
        command.CommandTimeout = 1;
        return (int)(await command.ExecuteScalarAsync())!;
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, line.Port);
        return client;
    }

    /// <summary>What comes back of it.</summary>
    private static async Task<char> SayAsync(TcpClient client, char word)
    {
        var stream = client.GetStream();
        await stream.WriteAsync(new[] { (byte)word });
        var heard = new byte[1];
        await stream.ReadExactlyAsync(heard);
        return (char)heard[0];
    }

    private async Task EchoAsync()
    {
        while (true)
        {
            var client = await echo.AcceptTcpClientAsync();
            _ = Task.Run(async () =>
            {
                using (client)
                    await client.GetStream().CopyToAsync(client.GetStream());
            });
        }
    }
}
