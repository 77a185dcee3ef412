using System.Reflection;
using System.Text.Json;
using Digest.Storage.Newsletters;
using Digest.World;
using Microsoft.Extensions.Configuration;

namespace Digest.Tests;

/// <summary>The shipped appsettings.json: every option stands there, explained, with the default of the code.</summary>
public sealed class SettingsFileTests
{
    private static readonly string File = Path.Combine(Checkout.Root, "appsettings.json");

    [Test]
    public void The_shipped_file_holds_the_defaults_of_the_code()
    {
        var shipped = Settings.Read(new ConfigurationBuilder().AddJsonFile(File).Build());
        Assert.That(JsonSerializer.Serialize(shipped), Is.EqualTo(JsonSerializer.Serialize(new Settings())));
    }

    [Test]
    public void Every_option_stands_in_the_shipped_file()
    {
        var text = System.IO.File.ReadAllText(File);
        var missing = Names(typeof(Settings)).Distinct().Where(name => !text.Contains($"\"{name}\"") && !text.Contains($":{name}\"")).ToList();
        Assert.That(missing, Is.Empty);
    }

    [Test]
    public void The_eight_usual_ones_come_first()
    {
        string[] usual = ["BaseUrl", "DataDirectory", "Mail:Transport", "Mail:Relays", "Mail:OperatorAddress", "TemplatesDirectory", "TrustedProxies", "Newsletters"];
        using var document = JsonDocument.Parse(System.IO.File.ReadAllText(File), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        Assert.That(document.RootElement.GetProperty("Digest").EnumerateObject().Select(p => p.Name).Take(8), Is.EqualTo(usual));
    }

    private static IEnumerable<string> Names(Type type)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            yield return property.Name;
            var inner = property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments()[^1] : property.PropertyType;
            if (inner.Assembly != typeof(NewsletterOptions).Assembly || inner.IsEnum) continue;
            foreach (var name in Names(inner)) yield return name;
        }
    }
}
