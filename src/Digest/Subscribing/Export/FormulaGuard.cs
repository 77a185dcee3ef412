namespace Digest.Subscribing.Export;

/// <summary>
/// Spreadsheets run a cell that begins with one of a few characters as a formula (T33). Such a cell gets an apostrophe
/// before it, and so does one that begins with apostrophes and then such a character: so that taking one off again
/// gives back every text exactly.
/// </summary>
internal static class FormulaGuard
{
    private const string Starts = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    public static string Put(string cell) => IsFormula(cell) ? "'" + cell : cell;

    public static string Take(string cell) => cell.Length > 1 && cell[0] == '\'' && IsFormula(cell[1..]) ? cell[1..] : cell;

    private static bool IsFormula(string cell)
    {
        var bare = cell.AsSpan().TrimStart('\'');
        return bare.Length > 0 && Starts.Contains(bare[0], StringComparison.Ordinal);
    }
}
