using Digest.World;

namespace Digest.Tests.Walks;

/// <summary>T55: the clock on the wall jumps, hours are skipped or come twice, nobody works for days; each date has one edition at most.</summary>
internal sealed class ClockWalkTests
{
    private const int Readers = 20;
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Test]
    public async Task T55_One_edition_a_date_whatever_the_clock_does_and_what_is_missed_is_recorded()
    {
        using var clock = new FakeTime();
        var day = new DateTimeOffset(2027, 2, 2, 0, 0, 0, TimeSpan.Zero);
        await using var room = await OpenAsync(clock, day, "UTC", "07:00");

        await MailedAsync(room, day.AddHours(7).AddSeconds(-5), 1, "at its hour");
        room.Publish(2);
        await SilentAsync(room, day.AddDays(-1).AddHours(8), 1, "the clock was set back a day");
        await SilentAsync(room, day.AddHours(12), 1, "this date has its edition");
        await MailedAsync(room, day.AddDays(4).AddHours(8.5), 2, "three days off: the newest date within LateBy");
        room.Publish(2);
        await SilentAsync(room, day.AddDays(5).AddHours(11), 2, "four hours late is too late");
        await MailedAsync(room, day.AddDays(6).AddHours(7).AddSeconds(-5), 3, "the next at its hour, with what waited");

        var list = (await room.DoAsync("edition", "list", Newsroom.Slug)).Out;
        Assert.Multiple(() =>
        {
            foreach (var (date, state) in ((string, string)[])[
                ("2027-02-02", "finished"), ("2027-02-03", "missed"), ("2027-02-04", "missed"), ("2027-02-05", "missed"),
                ("2027-02-06", "finished"), ("2027-02-07", "missed"), ("2027-02-08", "finished")])
                Assert.That(list, Does.Match($@"{date}\s+{state}"));
            Assert.That(list, Does.Not.Contain("2027-02-01"), "before it existed or the clock was set back: no edition");
            Assert.That(room.Relay.Mails.GroupBy(m => (m.To.Single(), m.MessageId)).All(g => g.Count() == 1), "no copies");
        });
    }

    // Berlin 2027: at 2:00 on 28 March it is 3:00; at 3:00 on 31 October it is 2:00 again.
    [TestCase("2027-03-28T00:59:55Z", TestName = "T55_An_hour_that_is_skipped_is_kept_at_its_end", Category = "Full")]
    [TestCase("2027-10-31T00:29:55Z", TestName = "T55_An_hour_that_comes_twice_is_kept_the_first_time", Category = "Full")]
    public async Task T55_Hours_of_a_zone(string before)
    {
        using var clock = new FakeTime();
        var at = DateTimeOffset.Parse(before, System.Globalization.CultureInfo.InvariantCulture);
        await using var room = await OpenAsync(clock, at.AddMinutes(-20), "Europe/Berlin", "02:30");
        await SilentAsync(room, at.AddMinutes(-10), 0, "not yet");
        await MailedAsync(room, at, 1, "at its hour");
        room.Publish(2);
        await SilentAsync(room, at.AddHours(1), 1, "once on that date");
        await MailedAsync(room, at.AddHours(26), 2, "and on the next");
    }

    [Test, Category("Full")]
    public async Task T55_A_clock_that_is_set_while_it_works_neither_stops_the_work_nor_repeats_it()
    {
        using var clock = new FakeTime();
        var day = new DateTimeOffset(2027, 2, 2, 0, 0, 0, TimeSpan.Zero);
        await using var room = await OpenAsync(clock, day, "UTC", "07:00");
        clock.Set(day.AddHours(7).AddSeconds(-10));
        await using var server = await room.ServeAsync();
        await room.Relay.WaitForMailsAsync(Readers, Long);
        room.Publish(2);
        clock.Set(day.AddDays(1).AddHours(6).AddMinutes(59));
        await room.Relay.WaitForMailsAsync(2 * Readers, TimeSpan.FromMinutes(4));
        clock.Set(day.AddHours(8));
        var sent = await room.DoAsync("send", Newsroom.Slug);
        Assert.That(sent.Out, Does.StartWith("Nothing new"));
        room.Publish(2);
        Assert.That((await room.DoAsync("send", Newsroom.Slug)).Out, Does.Contain($"{Readers} sent"), "a day back, work goes on at once");
        clock.Set(day.AddDays(2).AddHours(6).AddMinutes(59));
        room.Publish(2);
        await room.Relay.WaitForMailsAsync(4 * Readers, TimeSpan.FromMinutes(4));
    }

    private static async Task MailedAsync(Newsroom room, DateTimeOffset start, int editions, string why)
    {
        room.Clock!.Set(start);
        await using var server = await room.ServeAsync();
        await room.Relay.WaitForAsync(m => m.Count >= editions * Readers, Long, why);
        await Await.Until(async () => (await room.ReportAsync()).State == "finished", Long, "the edition to be finished");
        Assert.That(room.Relay.Mails, Has.Count.EqualTo(editions * Readers), why);
        await server.TerminateAsync();
    }

    private static async Task SilentAsync(Newsroom room, DateTimeOffset start, int editions, string why)
    {
        room.Clock!.Set(start);
        await using var server = await room.ServeAsync();
        await Task.Delay(TimeSpan.FromSeconds(2)); // It looks for work when it starts.
        Assert.That(room.Relay.Mails, Has.Count.EqualTo(editions * Readers), why);
        await server.TerminateAsync();
    }

    private static async Task<Newsroom> OpenAsync(FakeTime clock, DateTimeOffset start, string zone, string sendAt)
    {
        var room = await Newsroom.OpenAsync();
        room.Settings["Digest__Newsletters__0__QuietDates"] = "";
        room.Settings["Digest__Newsletters__0__TimeZone"] = zone;
        room.Settings["Digest__Newsletters__0__SendAt"] = sendAt;
        room.Settings["Digest__Newsletters__0__Sources__0__Url"] = room.Site.Url("/feed.xml");
        room.Settings["Digest__Collecting__StableMinutes"] = "0";
        clock.Set(start);
        room.Clock = clock;
        await room.ImportAsync(Readers);
        return room;
    }
}
