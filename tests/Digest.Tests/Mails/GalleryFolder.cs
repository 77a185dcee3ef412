using Digest.World;

namespace Digest.Tests.Mails;

/// <summary>The gallery as files for tools that know nothing of us: <c>NAME.eml</c> and <c>NAME.html</c>.</summary>
internal sealed class GalleryFolder : IDisposable
{
    private readonly TempFolder folder = new();

    public GalleryFolder()
    {
        foreach (var mail in OpenedMail.All)
        {
            File.WriteAllBytes(folder.File($"{mail.Of.Name}.eml"), mail.Of.Raw);
            File.WriteAllText(folder.File($"{mail.Of.Name}.html"), mail.Html);
        }
    }

    public void Write(string name, string content) => folder.Write(name, content);

    /// <summary>Runs a Debian tool on files of the folder, in one process.</summary>
    public Task<ProcessResult> RunAsync(string tool, params string[] arguments) =>
        DigestProcess.RunAsync(new ProcessPlan { Executable = tool, Arguments = arguments, WorkingFolder = folder.Path }, TimeSpan.FromMinutes(3));

    public void Dispose() => folder.Dispose();
}
