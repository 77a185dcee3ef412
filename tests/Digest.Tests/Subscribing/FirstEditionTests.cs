using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Subscribing;
using Digest.Templating;
using Digest.Tests.Templating;
using Microsoft.Extensions.Time.Testing;

namespace Digest.Tests.Subscribing;

/// <summary>What a reader is told of the next edition.</summary>
[TestFixture]
internal sealed class FirstEditionTests
{
    // A Tuesday, 08:00 UTC.
    private static readonly FakeTimeProvider Clock = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    [TestCase("Europe/Berlin", "10:00", "", "The next edition comes today at 10:00 (Berlin time).")]
    [TestCase("Europe/Berlin", "09:00", "", "The next edition comes tomorrow at 09:00 (Berlin time).")]
    [TestCase("America/New_York", "07:00", "", "The next edition comes today at 07:00 (New York time).")]
    [TestCase("Asia/Tokyo", "07:00", "Friday", "The next edition comes on Friday at 07:00 (Tokyo time).")]
    [TestCase("UTC", "07:00", "Tuesday", "The next edition comes on December 1 at 07:00 (UTC).")]
    public void The_day_is_said_as_people_say_it(string zone, string hour, string day, string expected)
    {
        var options = new NewsletterOptions { TimeZone = zone, SendAt = TimeOnly.Parse(hour, null) };
        if (day.Length > 0) options.Days = [Enum.Parse<DayOfWeek>(day)];

        Assert.That(Next(options), Is.EqualTo(expected));
    }

    [Test]
    public void Nothing_is_promised_when_all_days_are_quiet()
    {
        var today = new DateOnly(2026, 11, 24);
        var options = new NewsletterOptions { QuietDates = [.. Enumerable.Range(-2, 900).Select(today.AddDays)] };

        Assert.That(Next(options), Is.Empty);
    }

    [TestCase("weekly", null, null, false, "The next edition comes on Friday at 07:00 (Berlin time).")]
    [TestCase("daily", "America/New_York", "21:30", true, "The next edition comes tomorrow at 21:30 (New York time).")]
    [TestCase("daily", "Asia/Tokyo", "06:00", true, "The next edition comes on Thursday at 06:00 (Tokyo time).")]
    [TestCase("daily", "Asia/Tokyo", "06:00", false, "The next edition comes tomorrow at 07:00 (Berlin time).")]
    [TestCase("weekly", "Asia/Tokyo", null, true, "The next edition comes on Saturday at 07:00 (Tokyo time).", Description = "07:00 in Berlin is later than 07:00 in Tokyo")]
    public void A_reader_hears_of_their_own_cadence_and_hour(string cadence, string? zone, string? hour, bool readerTime, string expected) => Assert.That(
        Next(new NewsletterOptions { TimeZone = "Europe/Berlin", Weekly = "Friday", ReaderTime = readerTime }, new Subscription
        {
            Id = 1,
            PublicId = PublicId.New(),
            Subscriber = 1,
            Newsletter = 1,
            Email = "ada@readers.example",
            AddressHash = [],
            Name = "",
            Status = "active",
            Cadence = cadence,
            Topics = "",
            TimeZone = zone,
            SendAt = hour,
            CreatedAt = Clock.GetUtcNow(),
        }), Is.EqualTo(expected));

    private static string Next(NewsletterOptions options, Subscription? reader = null) => new FirstEdition(new Templates(TemplateFolder.Shipped), Clock).Next(
        new Newsletter { Id = 1, PublicId = PublicId.New(), CreatedAt = Clock.GetUtcNow(), Options = options }, reader, "comes_next");
}
