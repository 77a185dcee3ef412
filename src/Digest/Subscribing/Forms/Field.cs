namespace Digest.Subscribing.Forms;

/// <summary>What a field of a sign-up form means to us, whatever its form calls it.</summary>
/// <param name="Name">As we call it, and as an error about it is called.</param>
/// <param name="Longest">Characters; a longer value is refused.</param>
/// <param name="Repeats">Whether a form may hold it several times.</param>
internal sealed record Field(string Name, int Longest, bool Repeats = false)
{
    public static Field Email { get; } = new("email", 320);
    public static Field FullName { get; } = new("name", 1000);
    public static Field LastName { get; } = new("name", 1000);
    public static Field Newsletter { get; } = new("newsletter", 64);

    /// <summary>A list of the product that the form was made for; it counts only where it names a newsletter of ours.</summary>
    public static Field List { get; } = new("list", 4096, Repeats: true);
    public static Field Topics { get; } = new("topics", 1000, Repeats: true);
    public static Field TimeZone { get; } = new("time_zone", 64);
    public static Field Language { get; } = new("language", 64);
    public static Field Next { get; } = new("next", 2048);

    /// <summary>When the form was made, signed: see <see cref="FormTokens"/>.</summary>
    public static Field Token { get; } = new("form_token", 4096);

    /// <summary>Nobody sees it, so only a program fills it.</summary>
    public static Field Trap { get; } = new("trap", 4096, Repeats: true);
}
