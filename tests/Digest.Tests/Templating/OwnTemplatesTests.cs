using Digest.Templating;

namespace Digest.Tests.Templating;

/// <summary>Templates of one's own: a folder that lacks something, and a newsletter that has something of its own.</summary>
[TestFixture]
internal sealed class OwnTemplatesTests
{
    private TemplateFolder own = null!;
    private TemplateFolder shipped = null!;
    private Digest.Templating.Templates templates = null!;

    [SetUp]
    public void Make()
    {
        own = new TemplateFolder();
        shipped = new TemplateFolder().With("mail/a.html", "shipped {{ include 'mail/parts/p.html' }}").With("mail/parts/p.html", "part").With("i18n/en.json", """{ "a": "A", "b": "B" }""");
        templates = new Digest.Templating.Templates([new TemplateRoot(own.Root, "/own"), new TemplateRoot(shipped.Root)]);
    }

    [TearDown]
    public void Remove()
    {
        own.Dispose();
        shipped.Dispose();
    }

    private string Render(string name = "mail/a.html", string newsletter = "") => templates.Render(name, [], new Voice("en", newsletter));

    [Test]
    public void What_a_folder_lacks_comes_from_the_shipped_one()
    {
        Assert.That(Render(), Is.EqualTo("shipped part"));
        own.With("mail/parts/p.html", "own part");
        Assert.That(Render(), Is.EqualTo("shipped own part"));
        own.With("mail/a.html", "own {{ include 'mail/parts/p.html' }}");
        Assert.That(Render(), Is.EqualTo("own own part"));
    }

    [Test]
    public void Texts_that_a_folders_language_file_lacks_come_from_the_shipped_one()
    {
        own.With("i18n/en.json", """{ "a": "mine" }""").With("mail/a.html", "{{ say 'a' }} {{ say 'b' }}");
        Assert.That(Render(), Is.EqualTo("mine B"));
    }

    [Test]
    public void A_newsletters_own_file_goes_first_for_it_alone_also_when_included()
    {
        own.With("oxide/mail/parts/p.html", "oxide part");
        Assert.That((Render(newsletter: "oxide"), Render(newsletter: "other"), Render()), Is.EqualTo(("shipped oxide part", "shipped part", "shipped part")));
        own.With("oxide/mail/a.html", "oxide");
        Assert.That((Render(newsletter: "oxide"), Render(newsletter: "other")), Is.EqualTo(("oxide", "shipped part")));
        Assert.That(templates.Newsletters, Is.EqualTo(new[] { "oxide" }));
    }

    [Test]
    public void A_newsletters_own_file_replaces_mails_only()
    {
        shipped.With("pages/a.html", "page");
        own.With("oxide/pages/a.html", "no");
        Assert.That(Render("pages/a.html", "oxide"), Is.EqualTo("page"));
    }

    [Test]
    public void Faults_name_the_folder_of_the_file()
    {
        own.With("oxide/mail/a.html", "\n{{ nope }}").With("mail/b.html", "{{ include 'mail/none.html' }}");
        shipped.With("mail/c.html", " {{ nope }}");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Render(newsletter: "oxide"), Throws.Exception.With.Message.EqualTo("/own/oxide/mail/a.html(2,4): unknown variable nope"));
            Assert.That(() => Render("mail/b.html"), Throws.Exception.With.Message.EqualTo("/own/mail/b.html(1,4): cannot include mail/none.html: there is no such file"));
            Assert.That(() => Render("mail/c.html"), Throws.Exception.With.Message.EqualTo("templates/mail/c.html(1,5): unknown variable nope"));
            Assert.That(() => Render("mail/d.html"), Throws.Exception.With.Message.EqualTo("/own/mail/d.html(1,1): there is no such file"));
        }
    }

    [Test]
    public void T49_A_newsletters_file_that_is_a_link_out_of_the_folder_is_refused()
    {
        Directory.CreateDirectory(Path.Combine(own.Root, "oxide/mail"));
        File.CreateSymbolicLink(Path.Combine(own.Root, "oxide/mail/a.html"), Path.Combine(shipped.Root, "mail/a.html"));
        Assert.That(() => Render(newsletter: "oxide"), Throws.Exception.With.Message.Contains("leads out"));
    }
}
