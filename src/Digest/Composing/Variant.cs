using System.Security.Cryptography;
using Digest.Composing.Mime;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Composing;

/// <summary>
/// An edition as readers with the same choices see it: the whole mail in 7-bit bytes, but for the slots, which stand as
/// <see cref="Marker"/> and a letter. Frozen before release, so that every copy of a mail has the same bytes.
/// </summary>
internal sealed record Variant
{
    /// <summary>As every reader gets it.</summary>
    public const string Digest = "digest";

    /// <summary>For who just confirmed: the latest edition, marked as such.</summary>
    public const string Welcome = "welcome";

    public required string Name { get; init; }
    public required string Marker { get; init; }
    public required byte[] Headers { get; init; }
    public required byte[] Body { get; init; }
}

/// <summary>Renders the variants of an edition.</summary>
internal sealed class VariantMaker(EditionComposer composer, EditionStore store, StorageOptions options)
{
    /// <exception cref="Templating.TemplateFault">A template is broken.</exception>
    public async Task<IReadOnlyList<Variant>> MakeAsync(Newsletter newsletter, Edition edition, CancellationToken ct)
    {
        var stories = await store.StoriesAsync(edition.Id, ct);
        var facts = new EditionFacts
        {
            Newsletter = newsletter,
            Cadence = edition.Cadence.ToState<Cadence>(),
            Date = edition.Date,
            Name = edition.Name,
            Subject = edition.Subject,
            Stories = stories,
            At = edition.ReleaseAt,
        };
        return [Make(facts, edition, Variant.Digest), Make(facts, edition, Variant.Welcome)];
    }

    private Variant Make(EditionFacts facts, Edition edition, string name)
    {
        // Random and made after the cut, so no article can hold it.
        var marker = "z" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var slots = new ReaderSlots(options.Link(HeaderBlock.LeavePath) + Slot.Leave.In(marker), Slot.Address.In(marker), Slot.Since.In(marker));
        var mail = composer.Render(facts with { Welcome = name == Variant.Welcome }, slots);
        LeaveLink.Require(mail, Slot.Leave.In(marker));
        var boundary = "=_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        return new Variant
        {
            Name = name,
            Marker = marker,
            Headers = HeaderBlock.Write(facts.Newsletter, edition, mail.Subject, boundary, marker, options),
            Body = Alternative.Write(mail.Text, mail.Html, boundary, marker),
        };
    }
}
