using Digest.Templating;

namespace Digest.Subscribing.Forms;

/// <summary>What is wrong with a field.</summary>
/// <param name="Word">Key of the text that says so to people.</param>
/// <param name="Most">What stands in it; null: nothing.</param>
internal sealed record FormFault(string Word, int? Most = null)
{
    public static FormFault Address { get; } = new("wrong_address");
    public static FormFault Newsletter { get; } = new("wrong_newsletter");
    public static FormFault Twice { get; } = new("wrong_twice");
    public static FormFault NoText { get; } = new("wrong_text");

    public static FormFault TooLong(int most) => new("wrong_length", most);

    public string In(Words words) => Most is { } most ? words.Say(Word, most) : words.Say(Word);
}
