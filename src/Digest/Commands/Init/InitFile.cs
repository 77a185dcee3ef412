using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Digest.Delivering;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Storage.Settings;

namespace Digest.Commands.Init;

/// <summary>The appsettings.json that <c>init</c> makes: only what differs from the defaults.</summary>
internal static class InitFile
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="Fault">There is a file already, or it is the one that Digest ships.</exception>
    public static void Check(string path, bool force)
    {
        if (!File.Exists(path)) return;
        var shipped = Path.Combine(AppContext.BaseDirectory, SettingsFiles.FileName);
        if (File.Exists(shipped) && File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(shipped)))
            throw new Fault($"{path} is the file with the defaults that Digest ships. Run digest init in a folder of your own.");
        if (!force) throw new Fault($"{path} exists already. Run digest init in another folder, or replace the file with --force.");
    }

    /// <summary>Writes the file, whole or not at all, for its owner alone: it may hold a password.</summary>
    /// <exception cref="Fault">A setting can't work, or the folder can't be written.</exception>
    public static void Write(string path, InitPlan plan)
    {
        var text = ToJson(plan).ToJsonString(Readable) + "\n";
        using (var stream = new MemoryStream(Encoding.UTF8.GetBytes(text))) Settings.Read(new ConfigurationBuilder().AddJsonStream(stream).Build());
        var draft = path + ".new";
        try
        {
            File.Delete(draft);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(draft, options)) file.Write(Encoding.UTF8.GetBytes(text));
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new Fault($"{path} can't be written: {fault.Message}", fault);
        }
    }

    private static JsonObject ToJson(InitPlan plan)
    {
        var digest = new JsonObject();
        Put(digest, "BaseUrl", plan.BaseUrl, new StorageOptions().BaseUrl);
        if (plan.Relay is { } relay) digest["Mail"] = new JsonObject { ["Transport"] = nameof(MailTransport.Smtp), ["Relays"] = new JsonArray(ToJson(relay)) };
        if (plan.AllowedPrivateHosts.Count > 0)
            digest["Collecting"] = new JsonObject { ["AllowedPrivateHosts"] = new JsonArray([.. plan.AllowedPrivateHosts.Select(h => JsonValue.Create(h))]) };
        digest["Newsletters"] = new JsonArray(NewsletterJson(plan));
        return new JsonObject { [SettingsFiles.Root] = digest };
    }

    private static JsonObject NewsletterJson(InitPlan plan)
    {
        var usual = new NewsletterOptions();
        var newsletter = new JsonObject { ["Slug"] = plan.Slug };
        Put(newsletter, "Name", plan.Name, plan.Slug);
        Put(newsletter, "FromName", plan.FromName, plan.Name);
        Put(newsletter, "FromAddress", plan.FromAddress, "");
        Put(newsletter, "Language", plan.Language, usual.Language);
        Put(newsletter, "TimeZone", plan.TimeZone, usual.TimeZone);
        Put(newsletter, "SendAt", plan.SendAt, $"{usual.SendAt:HH\\:mm}");
        newsletter["Sources"] = new JsonArray([.. plan.Sources.Select(s => new JsonObject { ["Url"] = s })]);
        return newsletter;
    }

    private static JsonObject ToJson(RelayOptions relay)
    {
        var usual = new RelayOptions();
        var written = new JsonObject { ["Host"] = relay.Host };
        if (relay.Port != usual.Port) written["Port"] = relay.Port;
        if (relay.Security != usual.Security) written["Security"] = relay.Security.ToString();
        Put(written, "User", relay.User, "");
        Put(written, "Password", relay.Password, "");
        return written;
    }

    private static void Put(JsonObject into, string key, string? value, string usual)
    {
        if (!string.IsNullOrEmpty(value) && value != usual) into[key] = value;
    }
}
