using Digest.Readers;
using Digest.World;

namespace Digest.Tests.Readers;

[TestFixture]
internal sealed class MailAddressTests
{
    private static readonly string LocalOf64 = new('a', 64);

    [TestCase("a@[127.0.0.1]"), TestCase("a@[IPv6:::1]"), TestCase("a@localhost"), TestCase("a@localhost."), TestCase("\"a b\"@x.example"), TestCase("\"a\"@x.example"), TestCase("Name <a@x.example>"), TestCase("<a@x.example>")]
    [TestCase("a@x.example (c)"), TestCase("a(c)@x.example"), TestCase("a@x.example,b@x.example"), TestCase("a@x.example;b@x.example"), TestCase("a@x.example b@x.example"), TestCase("a@x.example."), TestCase("a@x..example"), TestCase("a@.x.example")]
    [TestCase("a@127.0.0.1"), TestCase("a@x.123"), TestCase("a@-x.example"), TestCase("a@x-.example"), TestCase("a@x_y.example"), TestCase(".a@x.example"), TestCase("a.@x.example"), TestCase("a..b@x.example")]
    [TestCase("a"), TestCase("a@"), TestCase("@x.example"), TestCase("a@@x.example"), TestCase("a@b@x.example"), TestCase(""), TestCase("   "), TestCase(null), TestCase("mailto:a@x.example"), TestCase("a@x.example?cc=b@x.example")]
    [TestCase("a\r\nBcc: b@y.example@x.example"), TestCase("a@x.example\r\nBcc: b@y.example"), TestCase("a\0@x.example"), TestCase("a@x.exa\0mple"), TestCase("a\u2028@x.example"), TestCase("a\u0085@x.example"), TestCase("a%0d%0a@x.example"), TestCase("a\t@x.example"), TestCase("a\u202Eb@x.example")]
    public void T07_T08_What_a_form_must_not_take_is_refused(string? typed) => Assert.That(MailAddress.Parse(typed), Is.Null);

    [Test]
    public void T07_T08_Half_characters_and_overlong_parts_are_refused_and_the_longest_are_taken()
    {
        var domain = string.Join('.', Enumerable.Repeat(new string('d', 60), 3));

        Assert.That(MailAddress.Parse("a\uD800@x.example"), Is.Null);
        Assert.That(MailAddress.Parse($"{LocalOf64}@x.example"), Is.Not.Null);
        Assert.That(MailAddress.Parse($"a{LocalOf64}@x.example"), Is.Null);
        Assert.That(MailAddress.Parse($"{new string('é', 33)}@x.example"), Is.Null);
        Assert.That(MailAddress.Parse($"{LocalOf64}@{domain}.{new string('e', 6)}"), Is.Not.Null, "254 octets");
        Assert.That(MailAddress.Parse($"{LocalOf64}@{domain}.{new string('e', 7)}"), Is.Null, "255 octets");
        Assert.That(MailAddress.Parse($"a@{new string('d', 64)}.example"), Is.Null);
    }

    [TestCase("Ann.Lee@News.Example", "Ann.Lee@news.example", "ann.lee@news.example")]
    [TestCase("  ann@x.example\u200B ", "ann@x.example", "ann@x.example")]
    [TestCase("ann+tag@x.example", "ann+tag@x.example", "ann+tag@x.example")]
    [TestCase("a.b@gmail.example", "a.b@gmail.example", "a.b@gmail.example")]
    [TestCase("ann@MÜNCHEN.example", "ann@xn--mnchen-3ya.example", "ann@xn--mnchen-3ya.example")]
    [TestCase("ann@xn--mnchen-3ya.example", "ann@xn--mnchen-3ya.example", "ann@xn--mnchen-3ya.example")]
    [TestCase("Jose\u0301@x.example", "José@x.example", "josé@x.example")]
    [TestCase("!#$%&'*+-/=?^_`{|}~@x.example", "!#$%&'*+-/=?^_`{|}~@x.example", "!#$%&'*+-/=?^_`{|}~@x.example")]
    [TestCase("a@b.c-d.example", "a@b.c-d.example", "a@b.c-d.example")]
    public void T05_The_local_part_stays_as_typed_and_the_key_is_folded(string typed, string text, string key)
    {
        var address = MailAddress.Parse(typed);

        Assert.That((address?.Text, address?.Key), Is.EqualTo((text, key)));
        Assert.That(MailAddress.Parse(text), Is.EqualTo(address), "what is stored is read back the same");
    }

    [TestCase("josé@x.example", true), TestCase("jose@münchen.example", false)]
    public void Only_the_local_part_needs_UTF8_on_the_wire(string typed, bool needs) => Assert.That(MailAddress.Parse(typed)?.NeedsUtf8, Is.EqualTo(needs));

    [TestCase("ann@x.example", "a***@x.example"), TestCase("a@x.example", "a***@x.example"), TestCase("nonsense", "***"), TestCase("@x.example", "***"), TestCase("", "***")]
    public void T58_Logs_get_too_little_to_write_to(string address, string masked) => Assert.That(MailAddress.Mask(address), Is.EqualTo(masked));

    [TestCase("a.b+1@gmail.com"), TestCase("ab@gmail.com"), TestCase("AB@GMAIL.COM"), TestCase("a.b@googlemail.com"), TestCase("\uFF41b@gmail.com")]
    public void T05_Spellings_of_one_mailbox_count_as_one(string typed) => Assert.That(MailAddress.Parse(typed)?.LimitKey, Is.EqualTo("ab@gmail.com"));

    [TestCase("ann+a@MÜNCHEN.example", "ann@xn--mnchen-3ya.example"), TestCase("a.b@x.example", "a.b@x.example"), TestCase("+a@x.example", "+a@x.example")]
    [TestCase("a_b-c+d@protonmail.com", "abc@proton.me"), TestCase("a.b@outlook.com", "a.b@outlook.com")]
    public void T05_What_no_provider_joins_stays_apart(string typed, string key) => Assert.That(MailAddress.Parse(typed)?.LimitKey, Is.EqualTo(key));

    [TestCase("", AddressFault.Empty), TestCase("ann", AddressFault.NoAt), TestCase("@x.example", AddressFault.NothingBefore), TestCase("ann@", AddressFault.NothingAfter)]
    [TestCase("a@x.example, b@x.example", AddressFault.Several), TestCase("a@@x.example", AddressFault.Several), TestCase("Ann <a@x.example>", AddressFault.Named)]
    [TestCase("a(c)@x.example", AddressFault.Comment), TestCase("\"a b\"@x.example", AddressFault.Quoted), TestCase("a@[127.0.0.1]", AddressFault.Literal)]
    [TestCase("a b@x.example", AddressFault.Space), TestCase("a\u200Bb@x.example", AddressFault.Invisible), TestCase("a\0@x.example", AddressFault.Invisible)]
    [TestCase("a..b@x.example", AddressFault.Dots), TestCase("a@x.example.", AddressFault.Dots), TestCase("a:b@x.example", AddressFault.Character)]
    [TestCase("a@localhost", AddressFault.Dotless), TestCase("a@127.0.0.1", AddressFault.NumericEnd), TestCase("a@x_y.example", AddressFault.Domain)]
    public void A_refusal_says_why(string typed, AddressFault why)
    {
        Assert.That(MailAddress.Parse(typed, out var fault), Is.Null);
        Assert.That(fault, Is.EqualTo(why));
    }

    [TestCase("a@fa\u00DF.example", "a@xn--fa-hia.example"), TestCase("a@xn--fa-hia.example", "a@xn--fa-hia.example"), TestCase("a@例え。テスト", "a@xn--r8jz45g.xn--zckzah")]
    [TestCase("a@r3---sn.example", "a@r3---sn.example"), TestCase("a@1.example", "a@1.example"), TestCase("a%b%uk@x.example", "a%b%uk@x.example")]
    [TestCase("\u202Aa@x.example\u202C", "a@x.example"), TestCase("用户@x.example", "用户@x.example"), TestCase("d\u2019or@x.example", "d\u2019or@x.example")]
    public void Domains_of_every_script_are_encoded_and_names_of_every_script_kept(string typed, string text) => Assert.That(MailAddress.Parse(typed)?.Text, Is.EqualTo(text));

    [TestCase("a\uFE0Fb@x.example"), TestCase("a\u3164@x.example"), TestCase("\u0301a@x.example"), TestCase("a\uFF20b@x.example"), TestCase("a\uFF0Eb@x.example"), TestCase("a\uE000@x.example")]
    [TestCase("a%40b@x.example"), TestCase("a%20@x.example"), TestCase("a@x\u00AD.example"), TestCase("a@x\u202E.example"), TestCase("a@xn--a.example"), TestCase("a@xn--fass-.example"), TestCase("a@x\u2100.example"), TestCase("a@x\u3000y.example")]
    public void What_hides_itself_or_something_else_is_refused(string typed) => Assert.That(MailAddress.Parse(typed), Is.Null);

    [Test, Category("Corpus")]
    public void Addresses_of_the_corpus_are_taken_and_refused_as_it_says()
    {
        var file = Path.Combine(Checkout.Corpora ?? throw new DirectoryNotFoundException("No corpora."), "addresses-dev.tsv");
        var rows = File.ReadLines(file).Where(l => !l.StartsWith("# ", StringComparison.Ordinal)).Skip(1).Select(l => l.Split('\t')).ToList();
        var wrong = rows.Select(row => (Row: row, Read: MailAddress.Parse(Unescaped(row[0])))).Where(r => r.Row[1] switch
        {
            "accept" => r.Read is null || (r.Row[2].Length > 0 && r.Row[2] != r.Read.Text && !r.Row[2].Split('|').Contains(r.Read.Text)),
            "refuse" => r.Read is not null,
            _ => r.Read is not null && (r.Read.Text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || "<>,;:()[]\"\\\u202E".Contains(c, StringComparison.Ordinal)) || r.Read.Text.Count(c => c == '@') != 1),
        });

        TestContext.Out.WriteLine(string.Join(", ", rows.GroupBy(r => r[1]).Select(g => $"{g.Count()} {g.Key}, of them taken {g.Count(r => MailAddress.Parse(Unescaped(r[0])) is not null)}")));
        Assert.That(rows, Has.Count.GreaterThan(50));
        Assert.That(wrong.Select(w => $"{w.Row[1]} {w.Row[0]}: {w.Read}"), Is.Empty);
    }

    private static string Unescaped(string text) => System.Text.RegularExpressions.Regex.Replace(text, @"\\([rnt0\\])", m => m.Groups[1].Value switch
    {
        "r" => "\r",
        "n" => "\n",
        "t" => "\t",
        "0" => "\0",
        _ => "\\",
    });
}
