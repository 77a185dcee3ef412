using System.Text;

namespace Digest.Subscribing.Export;

/// <summary>Topics in one cell, a semicolon between them; a backslash before a semicolon or backslash that is part of one.</summary>
internal static class TopicList
{
    public static string Write(IEnumerable<string> topics) =>
        string.Join(';', topics.Select(t => t.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal)));

    /// <summary>Without empty ones and the white space around them.</summary>
    public static IReadOnlyList<string> Read(string cell)
    {
        var (topics, topic) = (new List<string>(), new StringBuilder());
        void End()
        {
            if (topic.ToString().Trim() is { Length: > 0 } whole) topics.Add(whole);
            topic.Clear();
        }
        for (var i = 0; i < cell.Length; i++)
        {
            if (cell[i] == '\\' && i + 1 < cell.Length) topic.Append(cell[++i]);
            else if (cell[i] == ';') End();
            else topic.Append(cell[i]);
        }
        End();
        return topics;
    }
}
