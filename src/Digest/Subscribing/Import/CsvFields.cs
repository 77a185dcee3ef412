using CsvHelper;

namespace Digest.Subscribing.Import;

/// <summary>Cuts whole records into their fields (RFC 4180), without the white space around them.</summary>
internal sealed class CsvFields(char separator)
{
    // A quote within an unquoted name stays as it is.
    private readonly CsvReaderOptions options = new() { Separator = separator, HasHeader = false, TrimWhitespace = true };

    public string[] Cut(string record)
    {
        // Most lines of most files: nothing in them needs a reader.
        if (!record.Contains('"', StringComparison.Ordinal)) return record.Split(separator, StringSplitOptions.TrimEntries);
        using var reader = CsvReader.FromText(record, options);
        if (!reader.Read()) return [];
        var fields = new string[reader.FieldCount];
        for (var i = 0; i < fields.Length; i++) fields[i] = reader.GetString(i);
        return fields;
    }
}
