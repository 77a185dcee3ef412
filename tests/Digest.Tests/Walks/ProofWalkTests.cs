using Digest.Composing;
using Digest.Delivering;
using Digest.Readers;
using Digest.Storage.Newsletters;
using Digest.Tests.Delivering;
using Digest.World;
using Microsoft.Extensions.DependencyInjection;

namespace Digest.Tests.Walks;

/// <summary>What a reader got can be made again, to the byte, long after.</summary>
public sealed class ProofWalkTests
{
    private const int Readers = 400;
    private const int Asked = 100;

    [Test]
    public async Task The_mail_of_a_hundred_random_readers_is_made_again_byte_for_byte()
    {
        await using var room = await Newsroom.OpenAsync(keepMails: true);
        await room.ImportAsync(Readers);
        await room.DoAsync("send", Newsroom.Slug);
        var got = (await room.Relay.WaitForMailsAsync(Readers, TimeSpan.FromMinutes(1))).ToDictionary(m => m.To.Single(), m => m.Raw!.Value.ToArray());
        var seed = Environment.TickCount;
        var asked = got.Keys.Order(StringComparer.Ordinal).ToArray();
        new Random(seed).Shuffle(asked);

        await using var rooms = await Works.RoomsAsync(room.DataFolder);
        var newsletter = await rooms.GetRequiredService<NewsletterStore>().GetAsync(Newsroom.Slug);
        var edition = (await rooms.GetRequiredService<EditionStore>().NewestAsync(newsletter.Id, 1)).Single();
        var proofs = rooms.GetRequiredService<MailProofs>();
        foreach (var reader in asked.Take(Asked))
        {
            var proof = await proofs.OfAsync(edition, MailAddress.Parse(reader)!, default);
            Assert.That(proof.Mail.ToArray(), Is.EqualTo(got[reader]), $"{reader}, seed {seed}: {proof.Outcome}");
        }

        foreach (var reader in asked.Take(3))
            Assert.That(await ShowAsync(room, reader.ToUpperInvariant()), Is.EqualTo(got[reader]), $"{reader}, seed {seed}");
        var stranger = await room.RunAsync("edition", "show", Newsroom.Slug, "--as", "nobody@readers.example");
        Assert.That((stranger.ExitCode, stranger.Out, stranger.Err.Split('\n').Length), Is.EqualTo((1, "", 1)), stranger.Err);
        Assert.That(stranger.Err, Does.Contain("There is no reader nobody@readers.example"));
        Assert.That((await room.RunAsync("edition", "show", Newsroom.Slug, "--as", asked[0], "--json")).ExitCode, Is.EqualTo(2));
    }

    // As an operator does it; the bytes come from the file, because a process's lines are text here.
    private static async Task<byte[]> ShowAsync(Newsroom room, string reader)
    {
        var plan = room.Plan();
        var result = await DigestProcess.RunAsync(plan with
        {
            Executable = "/bin/sh",
            Arguments = ["-c", "exec \"$0\" \"$@\" > mail.eml", Checkout.Executable, "edition", "show", Newsroom.Slug, "--as", reader],
        });
        Assert.That((result.ExitCode, result.Err), Is.EqualTo((0, "")));
        return await File.ReadAllBytesAsync(Path.Combine(plan.WorkingFolder!, "mail.eml"));
    }
}
