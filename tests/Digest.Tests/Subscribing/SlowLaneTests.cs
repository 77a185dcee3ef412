using Digest.Delivering.Letters;
using Digest.Readers;
using Digest.Subscribing;
using Digest.Tests.Delivering;

namespace Digest.Tests.Subscribing;

/// <summary>More people ask than letters may go out: nobody is lost, and no hour has more than its budget.</summary>
[OnBothDatabases]
internal sealed class SlowLaneTests
{
    private const string Free = "select count(*) from letter where free_at is not null and kind <> 'operator'";

    [Test]
    public async Task T03_Beyond_the_hours_budget_letters_wait_and_go_out_as_the_hours_allow()
    {
        await using var shop = await Workshop.OpenAsync(("Subscribing:LettersPerHour", "5"));
        for (var i = 0; i < 12; i++) await SignUpAsync(shop, $"r{i}@d{i}.example");
        Assert.That(await shop.CountAsync("select count(*) from letter"), Is.EqualTo(12));
        Assert.That((await shop.Get<LetterStore>().TakeAsync(100, [], default)).Select(l => l.Address), Is.EqualTo(Enumerable.Range(0, 5).Select(i => $"r{i}@d{i}.example")));
        Assert.That(await FreeAsync(shop), Is.EqualTo(5), "the hour is used up");

        var free = new List<long>();
        for (var hour = 0; hour < 3; hour++)
        {
            shop.Clock.Advance(TimeSpan.FromMinutes(61));
            free.Add(await FreeAsync(shop));
        }
        Assert.That(free, Is.EqualTo(new[] { 10, 12, 12 }));
    }

    [Test]
    public async Task T03_New_letters_share_the_hour_with_those_that_waited()
    {
        await using var shop = await Workshop.OpenAsync(("Subscribing:LettersPerHour", "4"));
        for (var i = 0; i < 6; i++) await SignUpAsync(shop, $"r{i}@d{i}.example");
        shop.Clock.Advance(TimeSpan.FromMinutes(61));
        for (var i = 6; i < 9; i++) await SignUpAsync(shop, $"r{i}@d{i}.example");

        Assert.That(await FreeAsync(shop), Is.EqualTo(4 + 3 + 1), "three new ones went at once, one that waited has what is left");
    }

    [Test]
    public async Task A_domain_that_has_had_its_share_holds_up_no_other()
    {
        await using var shop = await Workshop.OpenAsync(("Subscribing:LettersPerDomainPerHour", "2"), ("Subscribing:LettersPerHour", "6"));
        for (var i = 0; i < 9; i++) await SignUpAsync(shop, $"r{i}@large.example");
        for (var i = 0; i < 6; i++) await SignUpAsync(shop, $"r{i}@small{i}.example");
        Assert.That(await FreeAsync(shop), Is.EqualTo(6));
        shop.Clock.Advance(TimeSpan.FromMinutes(61));
        await FreeAsync(shop);

        Assert.That(await shop.CountAsync($"{Free} and domain = 'large.example'"), Is.EqualTo(4));
        Assert.That(await shop.CountAsync($"{Free} and domain <> 'large.example'"), Is.EqualTo(6));
    }

    [Test]
    public async Task T03_While_an_edition_is_due_the_slow_lane_stands_still()
    {
        await using var shop = await Workshop.OpenAsync(("Subscribing:LettersPerHour", "1"));
        await shop.ReadersAsync(1);
        for (var i = 0; i < 2; i++) await SignUpAsync(shop, $"r{i}@d{i}.example");
        var edition = await shop.ReleasedAsync();
        shop.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.That(await FreeAsync(shop), Is.EqualTo(1), "one delivery waits");

        await shop.ExecuteAsync("update batch set waiting = 0, sent = 1 where edition = @id", new { id = edition.Id });
        Assert.That(await FreeAsync(shop), Is.EqualTo(2));
    }

    [Test]
    public async Task The_operator_hears_of_it_once_a_day()
    {
        await using var shop = await Workshop.OpenAsync(("Subscribing:LettersPerHour", "1"));
        for (var day = 0; day < 2; day++)
        {
            for (var i = 0; i < 5; i++) await SignUpAsync(shop, $"r{i}@d{day}{i}.example");
            shop.Clock.Advance(TimeSpan.FromDays(1));
        }
        Assert.That(await shop.CountAsync("select count(*) from event where kind = 'operator' and data like '%LettersPerHour%'"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_letter_that_waited_is_dated_when_it_goes()
    {
        await using var shop = await Workshop.OpenAsync(("Subscribing:LettersPerHour", "1"));
        for (var i = 0; i < 2; i++) await SignUpAsync(shop, $"r{i}@d{i}.example");
        shop.Clock.Advance(TimeSpan.FromHours(30));
        await FreeAsync(shop);
        var letter = (await shop.Get<LetterStore>().TakeAsync(100, [], default)).Single(l => l.Address.StartsWith("r1", StringComparison.Ordinal));

        Assert.That(letter.BegunAt, Is.EqualTo(shop.Clock.GetUtcNow()), "it is tried for a day from now on, not from when it was asked for");
    }

    public static async Task SignUpAsync(Workshop shop, string email, string name = "") => await shop.Get<SignUp>().TakeAsync(
        await shop.NewsletterAsync(), MailAddress.Parse(email)!, new SignUpForm { Email = email, Name = name }, new ConsentAct("requested", "form"), default);

    private static async Task<long> FreeAsync(Workshop shop)
    {
        await shop.Get<SlowLane>().AdvanceAsync(default);
        return await shop.CountAsync(Free);
    }
}
