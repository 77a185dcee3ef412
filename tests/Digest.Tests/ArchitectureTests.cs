using Mono.Cecil;

namespace Digest.Tests;

/// <summary>
/// Keeps the house: read from the compiled program, bodies and compiler-made types included. Whatever the compiler made of
/// a type counts as that type.
/// </summary>
[TestFixture]
internal sealed class ArchitectureTests
{
    // Each room calls only rooms before it. Program and Settings, in no room, may use all; nobody may use Program.
    private static readonly string[] Rooms =
        ["Storage", "Readers", "Collecting", "Templating", "Composing", "Delivering", "Subscribing", "Bouncing", "Publishing", "Console", "Api", "Commands"];

    private static readonly string[] WordsThatSayNothing = ["Manager", "Helper", "Helpers", "Utils", "Util", "Utilities", "Service", "Common", "Base"];

    private static readonly Lazy<IReadOnlyList<CodeType>> Types = new(() => CodeType.ReadAll(typeof(Digest.Storage.Fault).Assembly.Location));

    private static IEnumerable<(CodeType From, TypeReference To)> Uses => Types.Value.SelectMany(t => t.Uses.Select(u => (t, u)));

    private static string Line((CodeType From, TypeReference To) use) => $"{use.From.FullName} uses {use.To.FullName}";

    private static int Rank(string room) => Array.IndexOf(Rooms, room);

    [Test]
    public void The_program_is_read_whole()
    {
        Assert.That(Types.Value.Select(t => t.Room).Distinct(), Is.SubsetOf(Rooms.Append("")));
        Assert.That(Types.Value, Has.Count.GreaterThan(150));
        Assert.That(Types.Value.Single(t => t.Name == "SourceLook").Uses.Select(u => u.Name), Does.Contain("Writer").And.Contain("FeedReader").And.Contain("SHA256"));
    }

    [Test]
    public void Rooms_call_only_rooms_before_them() => Assert.That(
        Uses.Where(u => CodeType.RoomOf(u.To) is { } room && u.From.Room.Length > 0 && room.Length > 0 && Rank(room) > Rank(u.From.Room)).Select(Line), Is.Empty);

    [Test]
    public void Only_commands_and_the_root_use_the_root() => Assert.That(
        Uses.Where(u => CodeType.RoomOf(u.To) == "" && u.From.Room is not ("" or "Commands") && CodeType.Outermost(u.To).Name is "Program" or "Settings").Select(Line), Is.Empty);

    [Test]
    public void Scriban_stays_in_its_corner()
    {
        // What Facts makes may be handed to Templates; nobody else looks into it.
        Assert.That(Uses.Where(u => IsScriban(u.To) && u.From.Room != "Templating" && u.To.Name != "ScriptObject").Select(Line), Is.Empty);
        Assert.That(Types.Value.Where(t => t.Room != "Templating").SelectMany(t => t.Calls.Where(c => IsScriban(c.DeclaringType)).Select(c => (t, c.DeclaringType))).Select(Line), Is.Empty);
    }

    private static bool IsScriban(TypeReference type) => type.Namespace.StartsWith("Scriban", StringComparison.Ordinal);

    [Test]
    public void MailKit_is_used_where_mail_goes_out_and_comes_back() => Assert.That(
        Uses.Where(u => u.To.Namespace.StartsWith("MailKit", StringComparison.Ordinal) && u.From.Room is not ("Delivering" or "Bouncing")).Select(Line), Is.Empty);

    [Test]
    public void Nobody_uses_the_old_mail_client() => Assert.That(
        Uses.Where(u => u.To.Namespace.StartsWith("System.Net.Mail", StringComparison.Ordinal)).Select(Line), Is.Empty);

    [Test]
    public void Quartz_is_used_by_jobs_schedules_and_the_worker() => Assert.That(
        Uses.Where(u => u.To.Namespace.StartsWith("Quartz", StringComparison.Ordinal) && u.From.Room != "Storage" && !Schedules(u.From)
            // Who has work for a schedule may hand the scheduler on.
            && u.To.Name is not ("IScheduler" or "ISchedulerFactory")).Select(Line), Is.Empty);

    private static bool Schedules(CodeType type) => type.Name is "WakeUps" || type.Name.EndsWith("Job", StringComparison.Ordinal)
        || type.Name.EndsWith("Schedule", StringComparison.Ordinal) || type.Interfaces.Contains("Digest.Storage.IWorkerPart");

    [Test]
    public void T42_There_is_one_HTTP_client() => Assert.That(
        Types.Value.SelectMany(t => t.Makes.Select(m => (t, m)))
            .Where(u => u.m.FullName is "System.Net.Http.HttpClient" or "System.Net.Http.HttpMessageInvoker" or "System.Net.Http.SocketsHttpHandler"
                or "System.Net.Http.HttpClientHandler" or "System.Net.WebClient")
            // The demo's reader is a browser in front of the demo's own pages.
            .Where(u => u.t.Namespace != "Digest.Collecting.Fetching" && u.t.FullName != "Digest.Commands.Demo.DemoReader").Select(Line), Is.Empty);

    [Test]
    public void T41_Names_are_looked_up_in_one_place_when_Digest_asks_the_world() => Assert.That(
        Uses.Where(u => u.To.FullName == "System.Net.Dns" && u.From.Namespace != "Digest.Collecting.Fetching").Select(Line), Is.Empty);

    [Test]
    public void Time_is_asked_of_TimeProvider() => Assert.That(
        Types.Value.SelectMany(t => t.Calls.Select(m => (t, m)))
            .Where(c => c.m.DeclaringType.FullName is "System.DateTime" or "System.DateTimeOffset" && c.m.Name is "get_Now" or "get_UtcNow" or "get_Today")
            .Select(c => $"{c.t.FullName} calls {c.m.FullName}"), Is.Empty);

    [Test]
    public void No_type_has_a_name_that_says_nothing() => Assert.That(
        Types.Value.SelectMany(t => t.OwnNames).Where(n => n == "Digest" || WordsThatSayNothing.Any(w => n.EndsWith(w, StringComparison.Ordinal))), Is.Empty);

    [Test]
    public void Types_are_sealed_unless_something_inherits_them()
    {
        var inherited = Types.Value.SelectMany(t => t.Definitions).Select(d => d.BaseType?.GetElementType().FullName).ToHashSet();

        Assert.That(Types.Value.SelectMany(t => t.Definitions)
            .Where(d => d.IsClass && !d.IsValueType && !d.IsSealed && !d.IsAbstract && !CodeType.IsMade(d) && !inherited.Contains(d.FullName)).Select(d => d.FullName), Is.Empty);
    }

    [Test]
    public void Nothing_is_public() => Assert.That(
        Types.Value.SelectMany(t => t.Definitions).Where(d => d.IsPublic && !CodeType.IsMade(d)).Select(d => d.FullName), Is.Empty);

    [Test]
    public void Parameters_of_SQL_are_named_as_SQL_names_them() => Assert.That(
        Types.Value.SelectMany(t => t.BigParameters()), Is.Empty, "SQLite tells @id from @Id: give each a name of its own in lower case.");
}
