using Digest.Delivering.Replies;
using Digest.Storage;

namespace Digest.Delivering.Relays;

/// <summary>
/// Mails as files in <c>DataDirectory/outbox</c>, one per Message-ID, written whole under another name, synced, and renamed
/// into place: a crash leaves no half mail, and a second copy replaces the first.
/// </summary>
internal sealed class OutboxTransport(StorageOptions options) : ITransport
{
    private int isTidy;

    public int Connections => 4;

    public string Description => $"outbox (files in {options.FileIn("outbox")}; nothing leaves this machine)";

    public Task<ILine> OpenAsync(CancellationToken ct)
    {
        try
        {
            var folder = Directory.CreateDirectory(options.FileIn("outbox")).FullName;
            if (Interlocked.Exchange(ref isTidy, 1) == 0)
                foreach (var draft in Directory.EnumerateFiles(folder, ".*.tmp")) File.Delete(draft); // a killed process left it; only the worker writes here
            return Task.FromResult<ILine>(new Line(folder));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RelayDownException($"the outbox can't be written: {fault.Message}", fault);
        }
    }

    private sealed class Line(string folder) : ILine
    {
        private static readonly FileStreamOptions Private = MakePrivate();

        public bool Usable => true;

        public async Task<Reply> SendAsync(OutgoingMail mail, CancellationToken ct)
        {
            var draft = Path.Combine(folder, $".{Guid.NewGuid():n}.tmp");
            try
            {
                Directory.CreateDirectory(folder); // somebody may have tidied up
                await using (var file = new FileStream(draft, Private))
                {
                    await file.WriteAsync(mail.Bytes.Head, ct);
                    await mail.Bytes.WriteBodyAsync(file, ct);
                    file.Flush(flushToDisk: true);
                }
                File.Move(draft, Path.Combine(folder, mail.MessageId + ".eml"), overwrite: true);
                return new Reply(ReplyClass.Accepted, "in the outbox");
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or OperationCanceledException)
            {
                if (File.Exists(draft)) File.Delete(draft);
                return new Reply(ReplyClass.Transient, $"the outbox can't be written: {fault.Message}");
            }
        }

        // A mail holds its reader's address and links.
        private static FileStreamOptions MakePrivate()
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return options;
        }

        public Task<bool> AnswersAsync(CancellationToken ct) => Task.FromResult(true);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
