using System.Text;

namespace Digest.Readers;

/// <summary>Spellings under which providers deliver to one mailbox: names after a plus, dots that don't count, other domains.</summary>
internal static class MailboxTricks
{
    private static readonly Dictionary<string, string> SameProvider = new(StringComparer.Ordinal)
    {
        ["googlemail.com"] = "gmail.com",
        ["me.com"] = "icloud.com",
        ["mac.com"] = "icloud.com",
        ["protonmail.com"] = "proton.me",
        ["protonmail.ch"] = "proton.me",
        ["pm.me"] = "proton.me",
        ["ya.ru"] = "yandex.ru",
        ["yandex.com"] = "yandex.ru",
        ["yandex.by"] = "yandex.ru",
        ["yandex.kz"] = "yandex.ru",
        ["yandex.ua"] = "yandex.ru",
        ["tuta.com"] = "tuta.io",
        ["tutanota.com"] = "tuta.io",
        ["tutanota.de"] = "tuta.io",
        ["tutamail.com"] = "tuta.io",
        ["keemail.me"] = "tuta.io",
    };

    /// <summary>Characters that count for nothing in a provider's names.</summary>
    private static readonly Dictionary<string, string> Ignored = new(StringComparer.Ordinal)
    {
        ["gmail.com"] = ".",
        ["proton.me"] = ".-_",
    };

    /// <param name="local">Folded.</param>
    /// <param name="domain">In A-labels.</param>
    public static string Undo(string local, string domain)
    {
        var provider = SameProvider.GetValueOrDefault(domain, domain);
        // Wide and ligated letters are other spellings too.
        var name = local.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        var plus = name.IndexOf('+', StringComparison.Ordinal);
        if (plus > 0) name = name[..plus];
        if (Ignored.TryGetValue(provider, out var ignored)) name = string.Concat(name.Where(c => !ignored.Contains(c, StringComparison.Ordinal)));
        return $"{name}@{provider}";
    }
}
