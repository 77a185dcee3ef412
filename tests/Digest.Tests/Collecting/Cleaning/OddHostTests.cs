using Digest.Collecting.Cleaning;
using Digest.Templating;

namespace Digest.Tests.Collecting.Cleaning;

/// <summary>Host names with any character: an address is refused, or it goes all the way to a link.</summary>
internal sealed class OddHostTests
{
    [Test]
    public void T36_No_character_of_a_host_stops_anything()
    {
        for (var i = 1; i <= char.MaxValue; i++)
        {
            if (char.IsSurrogate((char)i)) continue;
            foreach (var written in (string[])[$"https://a{(char)i}b.example/x", $"https://{(char)i}.example/x", $"https://example/{(char)i}"])
                Assert.That(() => Follow(written), Throws.Nothing, $"U+{i:X4} in {written}");
        }
    }

    private static void Follow(string written)
    {
        if (WebAddress.Absolute(written, null) is not { } address) return;
        _ = UrlKey.Of(address);
        _ = LinkPosition.Absolute(address);
    }
}
