using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Keys;
using Digest.Tests.Storage;

namespace Digest.Tests.Readers;

/// <summary>A link is good for one thing, and nothing but the whole of it is good for that (threats T16 to T18).</summary>
[OnBothDatabases]
internal sealed class TokenTests
{
    private StorageWorld world = null!;
    private Tokens tokens = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        world = new StorageWorld();
        await world.Keys.LoadAsync();
        tokens = new Tokens(world.Keys);
    }

    [OneTimeTearDown]
    public async Task Stop() => await world.DisposeAsync();

    private Token Make(TokenPurpose purpose) => new(
        purpose, tokens.CurrentKey, world.Clock.GetUtcNow(), PublicId.New(), PublicId.New(), System.Security.Cryptography.RandomNumberGenerator.GetBytes(AddressHasher.Bytes));

    private static string Facts(Token? token) => token is null ? "" : $"{token.Purpose} {token.Key} {token.IssuedAt:O} {token.Subscription} {token.Newsletter} {Convert.ToHexString(token.AddressHash)}";

    [Test]
    public void T16_A_token_is_read_for_its_own_purpose_and_for_no_other([Values] TokenPurpose made, [Values] TokenPurpose asked)
    {
        var token = Make(made);
        var read = tokens.Read(asked, tokens.Write(token));

        Assert.That(Facts(read), Is.EqualTo(made == asked ? Facts(token) : ""));
    }

    [Test]
    public void A_token_is_the_same_each_time_it_is_written_and_fits_into_an_address()
    {
        var token = Make(TokenPurpose.Leave);

        var written = tokens.Write(token);

        Assert.That(written, Has.Length.EqualTo(Tokens.TextLength).And.Matches("^[A-Za-z0-9_-]+$"));
        Assert.That(tokens.Write(token with { }), Is.EqualTo(written));
    }

    [Test]
    public void T17_Every_flipped_bit_spoils_a_token()
    {
        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(tokens.Write(Make(TokenPurpose.Leave)));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var flipped = (byte[])bytes.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            foreach (var purpose in Enum.GetValues<TokenPurpose>())
                Assert.That(tokens.Read(purpose, System.Buffers.Text.Base64Url.EncodeToString(flipped)), Is.Null, $"bit {bit}");
        }
    }

    [Test]
    public void T17_Truncated_padded_folded_spaced_long_and_foreign_ones_are_no_tokens()
    {
        var good = tokens.Write(Make(TokenPurpose.Leave));
        var foreign = new Tokens(OtherKeys().Result).Write(Make(TokenPurpose.Leave) with { Key = 2 });

        foreach (var bad in new[]
        {
            "", good[..^1], good[1..], good + "A", good + "=", good + "==", good.ToLowerInvariant(), good.ToUpperInvariant(), " " + good[1..], good[..^1] + "\n", good[..50] + "%" + good[51..],
            Uri.EscapeDataString(good[..^1] + "é"), good[..^1] + "é", new string('A', 96), new string('A', 10_240), good + good, good[..^1] + "+", good.Replace(good[10], '\0'), foreign, new string('\uD800', 96),
        })
            foreach (var purpose in Enum.GetValues<TokenPurpose>())
                Assert.That(tokens.Read(purpose, bad), Is.Null, bad);
        Assert.That(tokens.Read(TokenPurpose.Leave, good), Is.Not.Null);
    }

    private static async Task<KeyRing> OtherKeys()
    {
        await using var other = new StorageWorld();
        await other.Keys.LoadAsync();
        return other.Keys;
    }

    [Test]
    public async Task T18_A_link_signed_three_keys_ago_still_says_who_leaves()
    {
        await using var old = new StorageWorld();
        await old.Keys.LoadAsync();
        var first = new Tokens(old.Keys);
        var token = Make(TokenPurpose.Leave) with { Key = first.CurrentKey };
        var link = first.Write(token);
        var master = MasterKey.Load(old.Options, mayMake: false);
        for (byte i = 1; i <= 3; i++)
            await old.ExecuteAsync("insert into secret_key (purpose, wrapped, created_at) values ('token', @wrapped, 0)", new { wrapped = master.Wrap(Enumerable.Repeat(i, 32).ToArray(), "token") });
        var keys = new KeyRing(old.Database, old.Writer, old.Options, old.Clock);
        await keys.LoadAsync();
        var rotated = new Tokens(keys);

        Assert.That(rotated.CurrentKey, Is.GreaterThan(first.CurrentKey));
        Assert.That(Facts(rotated.Read(TokenPurpose.Leave, link)), Is.EqualTo(Facts(token)));
        Assert.That(rotated.Write(token), Is.EqualTo(link), "a copy of a mail is the same under later keys");
    }
}
