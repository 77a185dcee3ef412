using System.Text.RegularExpressions;

namespace Digest.Subscribing.Forms;

/// <summary>
/// By which names forms send our fields: our own, and those of the products that publishers come from, so that a form
/// moves here by its <c>action</c> alone. All other names are passed over.
/// </summary>
internal static partial class FieldNames
{
    /// <summary>The trap of our own forms. No browser offers to fill a field of this name.</summary>
    public const string Trap = "digest_comment";
    public const string Token = "form_token";

    private static readonly Dictionary<string, Field> Known = new(StringComparer.Ordinal)
    {
        // Ours.
        ["email"] = Field.Email,
        ["name"] = Field.FullName,
        ["newsletter"] = Field.Newsletter,
        ["topics"] = Field.Topics,
        ["topics[]"] = Field.Topics,
        ["time_zone"] = Field.TimeZone,
        ["language"] = Field.Language,
        ["next"] = Field.Next,
        [Token] = Field.Token,
        [Trap] = Field.Trap,
        // Mailchimp, beside its trap. Ignored: u, id, f_id, MMERGE…, group[…], tags, subscribe.
        ["EMAIL"] = Field.Email,
        ["FNAME"] = Field.FullName,
        ["LNAME"] = Field.LastName,
        // Buttondown. Ignored: embed, metadata__….
        ["tag"] = Field.Topics,
        // listmonk; its trap is called nonce.
        ["l"] = Field.List,
        ["nonce"] = Field.Trap,
        // Kit, once ConvertKit.
        ["email_address"] = Field.Email,
        ["fields[first_name]"] = Field.FullName,
        // MailerLite. Ignored: ml-submit, anticsrf, groups[].
        ["fields[email]"] = Field.Email,
        ["fields[name]"] = Field.FullName,
        ["fields[last_name]"] = Field.LastName,
    };

    /// <summary>What a field means; null: nothing to us.</summary>
    public static Field? Of(string name) =>
        Known.GetValueOrDefault(name) ?? (MailchimpTrap().IsMatch(name) ? Field.Trap : null);

    // b_ and the numbers of the account and the audience; a field b_day of somebody's own form is none.
    [GeneratedRegex("^b_[0-9a-z]+_[0-9a-z_]+$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex MailchimpTrap();
}
