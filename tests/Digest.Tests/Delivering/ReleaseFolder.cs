using Digest.World;

namespace Digest.Tests.Delivering;

/// <summary>A data folder with readers and an edition that waits to be sent, made once and copied for each try.</summary>
internal sealed class ReleaseFolder : IDisposable
{
    private readonly TempFolder template;

    private ReleaseFolder(TempFolder template, int readers) => (this.template, Readers) = (template, readers);

    public int Readers { get; }

    /// <summary>What the copies are made of.</summary>
    public string Data => template.File("data");

    public static async Task<ReleaseFolder> MakeAsync(int readers)
    {
        var folder = new TempFolder();
        await Works.PrepareAsync(folder.File("data"), readers);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        return new ReleaseFolder(folder, readers);
    }

    /// <summary>A copy; its data folder is <c>data</c>.</summary>
    public TempFolder Copy()
    {
        var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("data"));
        foreach (var file in Directory.GetFiles(template.File("data"))) File.Copy(file, Path.Combine(folder.File("data"), Path.GetFileName(file)));
        return folder;
    }

    /// <summary>Everybody got it, once but for so many copies, and the ledger says so.</summary>
    public async Task AssertDoneAsync(Works works, SmtpSink relay, int mostCopies, string what)
    {
        var promise = Promise.Check(relay.Mails, Promise.Readers(Readers));
        Assert.That(promise.Broken(mostCopies), Is.Empty, what);
        var counts = await works.CountsAsync();
        Assert.That(((await works.EditionAsync()).State, counts.Total, counts.Sent), Is.EqualTo(("finished", Readers, Readers)), what);
    }

    public void Dispose() => template.Dispose();
}
