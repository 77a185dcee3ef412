using System.Runtime.CompilerServices;
using Digest.Delivering;

namespace Digest.Bouncing.Reading;

/// <summary>
/// A folder of this machine: mails as files, or a Maildir (it has <c>new</c> and <c>cur</c>). Names that begin with a dot are
/// not looked at. What is in a Maildir is whole by its rules; a plain file is, when it has not changed for some seconds.
/// </summary>
internal sealed class FolderPlace(BounceOptions options, TimeProvider clock) : IPlace
{
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);

    public string Kind => "directory";

    public string Name => options.DirectoryPath;

    public TimeSpan Interval { get; } = TimeSpan.FromSeconds(10);

    public Task<IOpenPlace> OpenAsync(CancellationToken ct)
    {
        try
        {
            var path = Directory.CreateDirectory(options.DirectoryPath).FullName;
            return Task.FromResult<IOpenPlace>(new OpenFolder(this, path, clock));
        }
        catch (Exception fault) when (IsOfTheWorld(fault))
        {
            throw Down(fault);
        }
    }

    private static bool IsOfTheWorld(Exception fault) => fault is IOException or UnauthorizedAccessException;

    private static PlaceDownException Down(Exception fault) => new(
        fault.Message.TrimEnd('.'), "Let the user that Digest runs as read, write and rename in Digest:Mail:Bounces:Directory, and the files in it.", passes: false, fault);

    private sealed class OpenFolder(FolderPlace place, string path, TimeProvider clock) : IOpenPlace
    {
        private PlaceDownException? stuck;

        private bool IsMaildir => Directory.Exists(Path.Combine(path, "new")) && Directory.Exists(Path.Combine(path, "cur"));

        public async IAsyncEnumerable<IReadOnlyList<FoundMail>> LookAsync([EnumeratorCancellation] CancellationToken ct)
        {
            var portion = new Portion();
            foreach (var file in Files())
            {
                try
                {
                    if (await ReadAsync(file, ct) is { } mail) portion.Add(mail);
                }
                catch (Exception fault) when (IsOfTheWorld(fault))
                {
                    // It stops no other, and is told afterwards.
                    stuck ??= Down(fault);
                }
                if (portion.IsFull) yield return portion.Take();
            }
            if (portion.Any) yield return portion.Take();
            if (stuck is not null) throw stuck;
        }

        public Task PutAsync(IReadOnlyList<FoundMail> mails, Shelf shelf, CancellationToken ct)
        {
            try
            {
                var folder = Directory.CreateDirectory(IsMaildir ? Maildir(shelf) : Path.Combine(path, NameOf(shelf))).FullName;
                foreach (var mail in mails) Try(() => Put((string)mail.Key, folder, mail.Name));
                return Task.CompletedTask;
            }
            catch (Exception fault) when (IsOfTheWorld(fault))
            {
                throw Down(fault);
            }
        }

        // One that can't be moved stops no other, and is told afterwards.
        private void Try(Action put)
        {
            try
            {
                put();
            }
            catch (Exception fault) when (IsOfTheWorld(fault))
            {
                stuck ??= Down(fault);
            }
        }

        public async Task<bool> WaitAsync(CancellationToken ct)
        {
            await Task.Delay(place.Interval, clock, ct);
            return true;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private IEnumerable<string> Files()
        {
            string[] folders = IsMaildir ? [Path.Combine(path, "new"), Path.Combine(path, "cur")] : [path];
            using var files = folders.SelectMany(Directory.EnumerateFiles).Where(f => Path.GetFileName(f)[0] != '.').GetEnumerator();
            while (Next(files)) yield return files.Current;
        }

        private static bool Next(IEnumerator<string> files)
        {
            try
            {
                return files.MoveNext();
            }
            catch (Exception fault) when (IsOfTheWorld(fault))
            {
                throw Down(fault);
            }
        }

        /// <summary>Null: it has gone, or is being written.</summary>
        private async Task<FoundMail?> ReadAsync(string file, CancellationToken ct)
        {
            var info = new FileInfo(file);
            if (!info.Exists || (!IsMaildir && (clock.GetUtcNow() - info.LastWriteTimeUtc).Duration() < Settled)) return null;
            if (info.Length == 0) return FoundMail.Whole(file, []); // nothing to open: a pipe has no length, and would keep us waiting
            try
            {
                await using var stream = info.OpenRead();
                var bytes = new byte[info.Length > FoundMail.MostBytes ? FoundMail.HeadBytes : (int)info.Length];
                await stream.ReadExactlyAsync(bytes, ct);
                return bytes.Length == info.Length ? FoundMail.Whole(file, bytes) : FoundMail.TooLarge(file, bytes, info.Length);
            }
            catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or EndOfStreamException)
            {
                return null; // the next look sees what became of it
            }
        }

        // Another mail of that name lies there: this one gets its hash into its name.
        private void Put(string file, string folder, string hash)
        {
            var name = Path.GetFileName(file);
            if (IsMaildir && !name.Contains(":2,", StringComparison.Ordinal)) name += ":2,S";
            try
            {
                if (File.Exists(Path.Combine(folder, name))) name = $"{hash[..16]}.{name}";
                File.Move(file, Path.Combine(folder, name), overwrite: true);
            }
            catch (FileNotFoundException)
            {
                // Another node was faster.
            }
        }

        // A folder beside the inbox, as mail programs show it (Maildir++).
        private string Maildir(Shelf shelf)
        {
            var folder = Path.Combine(path, $".Digest.{NameOf(shelf)}");
            foreach (var part in (string[])["new", "tmp", "cur"]) Directory.CreateDirectory(Path.Combine(folder, part));
            File.WriteAllBytes(Path.Combine(folder, "maildirfolder"), []);
            return Path.Combine(folder, "cur");
        }

        private static string NameOf(Shelf shelf) => shelf == Shelf.Read ? "read" : "set-aside";
    }
}
