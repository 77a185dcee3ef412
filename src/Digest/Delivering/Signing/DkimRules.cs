using Digest.Storage;

namespace Digest.Delivering.Signing;

/// <summary>Refuses settings of signatures that can't work; the keys themselves are looked at when they are read.</summary>
internal static class DkimRules
{
    /// <exception cref="Fault">The message names the key and what it should be.</exception>
    public static void Check(IReadOnlyList<DkimOptions> keys)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            var (key, path) = (keys[i], PathOf(i));
            if (!key.Domain.Contains('.', StringComparison.Ordinal) || !AreLabels(key.Domain))
                throw new Fault($"{path}:Domain is '{key.Domain}', but should be the domain that signs, e.g. example.org (other scripts as xn--…).");
            if (!AreLabels(key.Selector))
                throw new Fault($"{path}:Selector is '{key.Selector}', but should be the name of the key below _domainkey.{key.Domain}, e.g. digest1.");
            if (key.KeyFile.Length == 0) throw new Fault($"{path}:KeyFile is empty, but should be the file of the private key, e.g. dkim.pem.");
            for (var other = 0; other < i; other++)
                if (NameOf(keys[other]).Equals(NameOf(key), StringComparison.OrdinalIgnoreCase))
                    throw new Fault($"{path} has the Domain and Selector of {PathOf(other)}. Give each key a Selector of its own.");
        }
    }

    public static string PathOf(int index) => $"Digest:Mail:Dkim:{index}";

    private static string NameOf(DkimOptions key) => $"{key.Selector}._domainkey.{key.Domain}";

    // What a name in the DNS is made of, and nothing that could end a tag of the signature.
    private static bool AreLabels(string name) => name.Length <= 200 && name.Split('.').All(label =>
        label.Length is > 0 and <= 63 && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && label[0] != '-' && label[^1] != '-');
}
