using System.Net;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Tests.Subscribing.Choosing;

/// <summary>What the leave page offers beside leaving, and taking a leave back.</summary>
[OnBothDatabases]
internal sealed class UndoTests
{
    private const string Ann = "ann@example.org";
    private TestSite site = null!;

    [SetUp]
    public async Task Start()
    {
        site = await TestSite.StartAsync(new() { ["Newsletters:0:Weekly"] = "Monday" });
        await site.ReaderAsync(Ann);
    }

    [TearDown]
    public async Task Stop() => await site.DisposeAsync();

    private async Task<HttpResponseMessage> LeaveAsync(string body = "") => await site.Http.PostAsync(
        $"/unsubscribe/{await site.TokenAsync(Ann, TokenPurpose.Leave)}", new StringContent(body, null, "application/x-www-form-urlencoded"));

    private static async Task<string?> UndoOf(HttpResponseMessage goodbye) => (await goodbye.PageAsync()).QuerySelector("form[action^='/undo/']")?.GetAttribute("action");

    [Test]
    public async Task The_page_offers_less_and_each_button_does_what_it_says()
    {
        var page = await (await site.Http.GetAsync($"/unsubscribe/{await site.TokenAsync(Ann, TokenPurpose.Leave)}")).PageAsync();
        Assert.That(page.QuerySelectorAll("input[name=instead]").Select(e => e.GetAttribute("value")), Is.EqualTo(["weekly", "pause"]));

        await LeaveAsync("instead=weekly");
        Assert.That((await site.RowAsync(Ann))!, Has.Property("Cadence").EqualTo("weekly").And.Property("Status").EqualTo("active"));
        await LeaveAsync("instead=pause");
        var row = (await site.RowAsync(Ann))!;
        Assert.That((row.Status, row.PausedUntil), Is.EqualTo(("paused", new DateTimeOffset(2026, 12, 23, 23, 0, 0, TimeSpan.Zero))), "thirty days on, as midnight comes in Berlin");
        Assert.That(await site.CountAsync("select count(*) from suppression"), Is.Zero);
    }

    [TestCase("instead=weekly&List-Unsubscribe=One-Click")]
    [TestCase("instead=weekly&instead=pause")]
    [TestCase("instead=resume")]
    [TestCase("instead=Weekly")]
    [TestCase("action=save&cadence=weekly")]
    public async Task T22_Any_other_body_leaves(string body)
    {
        await LeaveAsync(body);
        Assert.That((await site.RowAsync(Ann))!, Has.Property("Status").EqualTo("unsubscribed").And.Property("Cadence").EqualTo("daily"));
    }

    [Test]
    public async Task What_is_not_to_be_had_any_more_asks_again_and_changes_nothing()
    {
        await LeaveAsync("instead=weekly");
        var again = await LeaveAsync("instead=weekly");
        Assert.That((await again.PageAsync()).QuerySelector("form")!.GetAttribute("action"), Does.StartWith("/unsubscribe/"));
        Assert.That(await site.StatusAsync(Ann), Is.EqualTo("active"));
    }

    [Test]
    public async Task A_leave_is_taken_back_within_a_quarter_of_an_hour([Values] bool paused)
    {
        if (paused) await LeaveAsync("instead=pause");
        var before = (await site.RowAsync(Ann))!;
        site.Clock.Advance(TimeSpan.FromHours(1));
        var undo = (await UndoOf(await LeaveAsync()))!;
        site.Clock.Advance(TimeSpan.FromMinutes(15));
        var shown = await site.Http.GetAsync(undo);
        Assert.That(await site.StatusAsync(Ann), Is.EqualTo("unsubscribed"), "looking changes nothing");
        var done = await site.Http.PostAsync(undo, null);
        var again = await site.Http.PostAsync(undo, null);
        var row = (await site.RowAsync(Ann))!;

        using (Assert.EnterMultipleScope())
        {
            Assert.That((shown.StatusCode, done.StatusCode, again.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK)));
            Assert.That((row.Status, row.ConfirmedAt, row.PausedUntil, row.EndedAt), Is.EqualTo((before.Status, before.ConfirmedAt, before.PausedUntil, (DateTimeOffset?)null)));
            Assert.That(await site.CountAsync("select count(*) from suppression"), Is.Zero);
            Assert.That(await site.CountAsync("select count(*) from consent where act = 'returned'"), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task Later_it_is_too_late()
    {
        var undo = (await UndoOf(await LeaveAsync()))!;
        site.Clock.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1));
        Assert.That((await site.Http.PostAsync(undo, null)).StatusCode, Is.EqualTo(HttpStatusCode.Gone));
        Assert.That(await UndoOf(await LeaveAsync()), Is.Null);
        Assert.That(await site.StatusAsync(Ann), Is.EqualTo("unsubscribed"));
    }

    [Test]
    public async Task One_click_offers_nobody_an_undo_and_a_no_that_came_meanwhile_stands()
    {
        Assert.That(await UndoOf(await LeaveAsync("List-Unsubscribe=One-Click")), Is.Null);
        var undo = (await UndoOf(await LeaveAsync()))!;
        var row = (await site.RowAsync(Ann))!;
        await site.Get<Writer>().WriteAsync((c, t) => site.Get<Suppressions>().AddAsync(c, t, row.AddressHash, Suppressions.All, SuppressionReason.Complained));

        Assert.That((await site.Http.PostAsync(undo, null)).StatusCode, Is.EqualTo(HttpStatusCode.Gone));
        Assert.That(await site.StatusAsync(Ann), Is.EqualTo("unsubscribed"));
        Assert.That(await site.CountAsync("select count(*) from suppression"), Is.EqualTo(2));
    }

    [Test]
    public async Task An_undo_of_an_earlier_leave_is_nothing_to_a_later_one()
    {
        var first = (await UndoOf(await LeaveAsync()))!;
        await site.Http.PostAsync(first, null);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await LeaveAsync("List-Unsubscribe=One-Click");

        Assert.That((await site.Http.PostAsync(first, null)).StatusCode, Is.EqualTo(HttpStatusCode.Gone));
        Assert.That(await site.StatusAsync(Ann), Is.EqualTo("unsubscribed"));
    }
}
