using System.Diagnostics.Metrics;

namespace Digest.Subscribing.Forms;

/// <summary>
/// Tells forms that a program filled (T04). Nobody hears of it: the answer is that of success, nothing is stored, and one
/// more is counted in <c>digest.signup.ignored</c>, by its reason: trap, too_fast, too_old, forged.
/// </summary>
internal sealed class BotCheck
{
    private readonly FormTokens tokens;
    private readonly Counter<long> ignored;

    public BotCheck(FormTokens tokens, IMeterFactory meters)
    {
        this.tokens = tokens;
        ignored = meters.Create("Digest").CreateCounter<long>("digest.signup.ignored", "{form}", "Sign-up forms that a program filled.");
    }

    /// <summary>Whether to do nothing.</summary>
    public bool IsBot(SignUpForm form)
    {
        if (ReasonOf(form) is not { } reason) return false;
        ignored.Add(1, KeyValuePair.Create<string, object?>("reason", reason));
        return true;
    }

    private string? ReasonOf(SignUpForm form) => form.IsTrapped ? "trap" : tokens.Judge(form.Token) switch
    {
        FormAge.TooFast => "too_fast",
        FormAge.TooOld => "too_old",
        FormAge.Forged => "forged",
        _ => null,
    };
}
