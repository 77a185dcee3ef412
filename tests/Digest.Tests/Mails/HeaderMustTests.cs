using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using static Digest.Tests.Mails.OpenedMail;

namespace Digest.Tests.Mails;

/// <summary>What mail.md asks of a digest's headers, over the raw bytes of the gallery. Signatures are made elsewhere.</summary>
internal sealed partial class HeaderMustTests
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    [Test]
    public void From_is_one_mailbox_at_a_whole_domain_with_a_name_without_at_sign() => Each(m =>
        m.Read.From.Mailboxes.Count() == 1 && m.Read.From.Mailboxes.Single() is { Address: "desk@oxide.example", Name: { } name } && !name.Contains('@') && name == m.Of.Tongue.FromName.Replace('@', ' ')
        && PhraseAndAddress().IsMatch(m.Header("From")) ? null : m.Header("From"));

    [Test]
    public void To_is_exactly_the_one_reader_and_nobody_gets_a_copy() => Each(m =>
        m.Header("To") == $" {Gallery.Address}" && !m.Headers.Any(h => h.Name.ToLowerInvariant() is "cc" or "bcc") ? null : m.Header("To"));

    [Test]
    public void Date_has_the_right_weekday_and_a_numeric_zone() => Each(m => m.Header("Date") == " Tue, 24 Nov 2026 12:00:00 +0000" ? null : m.Header("Date"));

    [Test]
    public void Message_ID_is_opaque_and_at_our_own_domain() => Each(m =>
        Regex.IsMatch(m.Header("Message-ID"), @"^ <[a-z2-7]{26}\.[a-z2-7]{16}@oxide\.example>$") ? null : m.Header("Message-ID"));

    [Test]
    public void Replies_go_to_an_address_that_takes_mail() => Each(m => m.Header("Reply-To") == " letters@oxide.example" ? null : m.Header("Reply-To"));

    [Test]
    public void Every_header_is_there_once() => Each(m => m.Headers.GroupBy(h => h.Name.ToLowerInvariant()).Where(g => g.Count() > 1).Select(g => g.Key));

    [Test]
    public void Header_lines_are_folded_at_78() => Each(m =>
        m.Head.Split("\r\n").Where(line => line.Length > 78 && !UnbreakableToken().IsMatch(line)));

    [Test]
    public void Encoded_words_have_75_characters_at_most_and_split_no_character() => Each(m =>
        Regex.Matches(m.Head, @"=\?[^\s]*?\?=").Select(w => w.Value).Where(w => w.Length > 75 || !IsWhole(w)));

    [Test]
    public void Headers_in_any_script_decode_to_what_was_meant() => Each(m =>
        m.Read.Subject == m.Of.Subject && m.Read.From.Mailboxes.Single().Name == m.Of.Tongue.FromName.Replace('@', ' ') ? null : m.Read.Subject);

    [Test]
    public void Nothing_that_a_stranger_wrote_becomes_a_header() => Each(m => m.Headers.Select(h => h.Name).Except(Known).Concat(
        m.Head.Contains("victim", StringComparison.Ordinal) && Regex.IsMatch(m.Head, "^Bcc", RegexOptions.Multiline) ? ["Bcc"] : []));

    [Test]
    public void List_Unsubscribe_is_one_https_address_and_a_keyed_one_for_mail_on_one_line() => Each(m =>
        m.Header("List-Unsubscribe") == $" <{Gallery.Home}/unsubscribe/{Gallery.Token}>, <mailto:u+{Gallery.LeaveKey}@bounce.oxide.example>" ? null : m.Header("List-Unsubscribe"));

    [Test]
    public void List_Unsubscribe_Post_says_One_Click() => Each(m => m.Header("List-Unsubscribe-Post") == " List-Unsubscribe=One-Click" ? null : m.Header("List-Unsubscribe-Post"));

    [Test]
    public void List_Id_names_the_newsletter_at_our_domain_in_255_octets() => Each(m =>
        m.Header("List-Id") is { Length: <= 255 } id && Regex.IsMatch(id, @"^ (The Daily Oxide |Oxid am Morgen )?<oxide\.oxide\.example>$") ? null : m.Header("List-Id"));

    [Test]
    public void List_Post_says_NO() => Each(m => m.Header("List-Post") == " NO" ? null : m.Header("List-Post"));

    [Test]
    public void Feedback_ID_has_four_fields_a_constant_sender_and_nothing_of_a_person()
    {
        Each(m => Regex.IsMatch(m.Header("Feedback-ID"), "^ 2026-11-24:oxide:digest:[a-z2-7]{5,15}$") ? null : m.Header("Feedback-ID"));
        Assert.That(All.Select(m => m.Header("Feedback-ID")).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public void Machines_are_told_not_to_answer() => Each(m =>
        (m.Header("Auto-Submitted"), m.Header("Precedence"), m.Header("X-Auto-Response-Suppress")) == (" auto-generated", " bulk", " All") ? null : m.Header("Auto-Submitted"));

    [Test]
    public void Content_Language_is_that_of_the_html() => Each(m =>
        m.Header("Content-Language").Trim() == m.Of.Tongue.Language && m.Page.DocumentElement.GetAttribute("lang") == m.Of.Tongue.Language ? null : m.Header("Content-Language"));

    [Test]
    public void No_header_tells_of_return_paths_programs_or_machines() => Each(m => m.Headers.Select(h => h.Name).Where(n =>
        n.ToLowerInvariant() is "return-path" or "x-mailer" or "user-agent" or "received" or "sender" or "x-originating-ip"));

    [Test]
    public void No_header_but_To_tells_of_the_reader() => Each(m =>
    {
        var bytes = Encoding.ASCII.GetBytes(Gallery.Address);
        string[] traces = [Gallery.Address, Convert.ToBase64String(bytes).TrimEnd('='), Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes))];
        return m.Headers.Where(h => h.Name != "To" && traces.Any(t => h.Raw.Contains(t, StringComparison.OrdinalIgnoreCase))).Select(h => h.Name);
    });

    private static readonly string[] Known =
    [
        "From", "To", "Subject", "Date", "Message-ID", "Reply-To", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Post", "Feedback-ID",
        "Auto-Submitted", "X-Auto-Response-Suppress", "Precedence", "Content-Language", "MIME-Version", "Content-Type",
    ];

    private static bool IsWhole(string word)
    {
        var parts = word.Split('?');
        var bytes = parts[2] is "b" or "B"
            ? Convert.FromBase64String(parts[3])
            : [.. Regex.Matches(parts[3], "=([0-9A-F]{2})|(.)").Select(c => c.Groups[1].Success ? byte.Parse(c.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : c.Value == "_" ? (byte)' ' : (byte)c.Value[0])];
        try
        {
            return parts[1].Equals("utf-8", StringComparison.OrdinalIgnoreCase) && Strict.GetString(bytes).Length > 0;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    // One token that must not be broken, and programs have mistaken a name with nothing on its line.
    [GeneratedRegex(@"^(Message-ID|List-Unsubscribe): <\S+>(, <mailto:\S+>)?$")]
    private static partial Regex UnbreakableToken();

    // A quoted phrase or encoded words, and the address in angle brackets.
    [GeneratedRegex("""^ ("([^"\\]|\\.)*"|=\?\S+\?=(\r\n =\?\S+\?=)*)(\r\n)? <desk@oxide\.example>$""")]
    private static partial Regex PhraseAndAddress();
}
