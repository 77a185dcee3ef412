using System.Globalization;

namespace Digest.Bench;

/// <summary>The <c>--name value</c> pairs after a sub-command.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> values = [];

    /// <exception cref="UsageException">A name that is not known, or one without a value.</exception>
    public static Arguments Read(string[] written, params string[] known)
    {
        var read = new Arguments();
        for (var i = 0; i < written.Length; i += 2)
        {
            var name = written[i].StartsWith("--", StringComparison.Ordinal) ? written[i][2..] : "";
            if (!known.Contains(name)) throw new UsageException($"{written[i]} is none of {string.Join(", ", known.Select(k => "--" + k))}.");
            if (i + 1 == written.Length) throw new UsageException($"{written[i]} needs a value.");
            read.values[name] = written[i + 1];
        }
        return read;
    }

    public string Text(string name, string otherwise) => values.GetValueOrDefault(name, otherwise);

    public int Number(string name, int otherwise) => !values.TryGetValue(name, out var text) ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new UsageException($"--{name} must be a number above 0, not {text}.");
}

/// <summary>The command line can't be understood: exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
