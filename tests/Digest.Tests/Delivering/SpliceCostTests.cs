using Digest.Delivering;
using Digest.Tests.Delivering.Signing;
using Digest.Tests.Mails;

namespace Digest.Tests.Delivering;

/// <summary>What one mail costs in memory: what a million of them share is not copied for each.</summary>
internal sealed class SpliceCostTests
{
    private static readonly SlotValues Values = new(new string('t', 96), new string('p', 96), "ann@readers.example", Gallery.Noon, Gallery.Noon, "delivery.edition");

    [TestCase(false, 8 * 1024)]
    [TestCase(true, 16 * 1024)]
    public void A_mail_allocates_little_of_its_own(bool signed, int most)
    {
        using var keys = new TestKeys();
        var splicer = new MailSplicer(Gallery.VariantOf("full", "en", "rich"), signed ? keys.Signer : null);
        for (var i = 0; i < 50; i++) splicer.Splice(Values);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) splicer.Splice(Values);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
        var size = splicer.Splice(Values).Length;
        TestContext.Out.WriteLine($"Measured: a {(signed ? "signed " : "")}mail of {size / 1024} KB allocates {each} bytes to be made");
        Assert.That(size, Is.GreaterThan(20 * 1024));
        Assert.That(each, Is.LessThan(most));
    }
}
