using System.IO.Compression;
using System.Text;
using Digest.Collecting.Fetching;
using Digest.World;
using Microsoft.Extensions.Time.Testing;

namespace Digest.Tests.Collecting.Fetching;

/// <summary>Bodies of all encodings and sizes: read, or cut within the limits of threat T44.</summary>
[TestFixture]
internal sealed class BodyTests
{
    private static readonly byte[] Feed = Encoding.UTF8.GetBytes($"<rss><channel><title>{string.Concat(Enumerable.Range(0, 2000))}</title></channel></rss>");

    private static byte[] Packed(Func<Stream, Stream> packer, ReadOnlySpan<byte> bytes)
    {
        using var result = new MemoryStream();
        using (var stream = packer(result)) stream.Write(bytes);
        return result.ToArray();
    }

    private static byte[] Gzip(ReadOnlySpan<byte> bytes) => Packed(s => new GZipStream(s, CompressionLevel.Fastest), bytes);

    private static byte[] Zlib(ReadOnlySpan<byte> bytes) => Packed(s => new ZLibStream(s, CompressionLevel.Fastest), bytes);

    private static byte[] Deflate(ReadOnlySpan<byte> bytes) => Packed(s => new DeflateStream(s, CompressionLevel.Fastest), bytes);

    private static byte[] Brotli(ReadOnlySpan<byte> bytes) => Packed(s => new BrotliStream(s, CompressionLevel.Fastest), bytes);

    private static async Task<FetchResult> ServedAsync(byte[] body, string? encoding, long maxBytes = 5 << 20)
    {
        await using var site = await FeedServer.StartAsync();
        var headers = encoding is null ? new Dictionary<string, string>() : new() { ["Content-Encoding"] = encoding };
        var url = site.Set("/feed", new FeedPage { Body = body, ContentType = "text/xml", Headers = headers });
        var options = Fetching.Options(new Uri(site.Origin).Authority);
        options.MaxBytes = maxBytes;
        using var fetcher = new Fetcher(options, Fetching.NoDns, TimeProvider.System, "https://digest.example");
        return await fetcher.GetAsync(new FetchRequest(new Uri(url)), CancellationToken.None);
    }

    private static IEnumerable<TestCaseData> Readable()
    {
        static TestCaseData Named(string name, byte[] body, string? encoding) => new TestCaseData(body, encoding).SetArgDisplayNames(name);
        yield return Named("plain", Feed, null);
        yield return Named("identity", Feed, "identity");
        yield return Named("gzip", Gzip(Feed), "gzip");
        yield return Named("x-gzip in capitals", Gzip(Feed), "X-GZIP");
        yield return Named("deflate as zlib", Zlib(Feed), "deflate");
        yield return Named("deflate raw", Deflate(Feed), "deflate");
        yield return Named("br", Brotli(Feed), "br");
        yield return Named("twice", Gzip(Brotli(Feed)), "br, gzip");
        yield return Named("claims gzip, is plain", Feed, "gzip");
        yield return Named("claims br, is plain", Feed, "br");
        yield return Named("claims deflate, is plain", Feed, "deflate");
        yield return Named("claims a word nobody knows", Feed, "utf-8");
        yield return Named("claims deflate, is gzip", Gzip(Feed), "deflate");
        yield return Named("gzip, and nobody said so", Gzip(Feed), null);
        yield return Named("two gzip members", [.. Gzip(Feed.AsSpan(0, 1000)), .. Gzip(Feed.AsSpan(1000))], "gzip");
        yield return Named("junk after gzip", [.. Gzip(Feed), .. "\r\n\r\n"u8], "gzip");
    }

    [TestCaseSource(nameof(Readable))]
    public async Task C16_A_body_is_read_whatever_it_is_packed_in(byte[] body, string? encoding)
    {
        var result = await ServedAsync(body, encoding);

        Assert.That(result, Is.TypeOf<FetchResult.Fetched>());
        Assert.That(((FetchResult.Fetched)result).Bytes.ToArray(), Is.EqualTo(Feed));
    }

    private static IEnumerable<TestCaseData> Unreadable()
    {
        static TestCaseData Named(string name, byte[] body, string encoding, FetchFault fault) => new TestCaseData(body, encoding, fault).SetArgDisplayNames(name);
        yield return Named("gzip cut off", Gzip(Feed)[..^100], "gzip", FetchFault.CutOff);
        yield return Named("zlib cut off", Zlib(Feed)[..^100], "deflate", FetchFault.CutOff);
        yield return Named("br cut off", Brotli(Feed)[..^100], "br", FetchFault.CutOff);
        yield return Named("nonsense", [1, 2, 3, 4, 5, 6, 7, 8, 9], "gzip", FetchFault.Encoding);
        yield return Named("nonsense in br", [0xFF, 0xFE, 1, 2, 3, 4, 5, 6, 7], "br", FetchFault.Encoding);
        yield return Named("four times", Feed, "gzip, gzip, gzip, gzip", FetchFault.Encoding);
        yield return Named("unknown and unreadable", [1, 2, 3, 4, 5, 6, 7, 8], "zstd", FetchFault.Encoding);
    }

    [TestCaseSource(nameof(Unreadable))]
    public async Task C16_A_body_that_can_not_be_read_is_refused_clearly(byte[] body, string encoding, FetchFault fault) =>
        Assert.That((await ServedAsync(body, encoding) as FetchResult.Failed)?.Fault, Is.EqualTo(fault));

    private static IEnumerable<TestCaseData> Bombs()
    {
        static TestCaseData Named(string name, byte[] body, string encoding) => new TestCaseData(body, encoding).SetArgDisplayNames(name);
        var zeros = new byte[200 << 20];
        yield return Named("gzip", Gzip(zeros), "gzip");
        yield return Named("deflate", Zlib(zeros), "deflate");
        yield return Named("raw deflate", Deflate(zeros), "deflate");
        yield return Named("br", Brotli(zeros), "br");
        yield return Named("nested", Gzip(Gzip(Gzip(zeros))), "gzip, gzip, gzip");
    }

    [TestCaseSource(nameof(Bombs))]
    public async Task T44_A_bomb_is_cut_at_the_limit_and_takes_little_memory(byte[] body, string encoding)
    {
        var before = GC.GetTotalAllocatedBytes();
        var result = await ServedAsync(body, encoding);

        Assert.That(result, Is.EqualTo(new FetchResult.Failed(FetchFault.TooLarge, "larger than 5242880 bytes (Collecting:MaxBytes)")));
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(50 << 20));
    }

    [Test]
    public async Task T44_An_announced_size_over_the_limit_is_not_even_begun()
    {
        await using var site = RawSite.Of("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx");

        Assert.That((await Fetching.GetAsync(site.Url.ToString(), site.Host) as FetchResult.Failed)?.Fault, Is.EqualTo(FetchFault.TooLarge));
    }

    [Test]
    public async Task T44_Chunks_without_end_are_cut()
    {
        await using var site = new RawSite(async (stream, ct) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), ct);
            var chunk = Encoding.ASCII.GetBytes("10000\r\n" + new string('a', 0x10000) + "\r\n");
            while (true) await stream.WriteAsync(chunk, ct);
        });

        Assert.That((await Fetching.GetAsync(site.Url.ToString(), site.Host) as FetchResult.Failed)?.Fault, Is.EqualTo(FetchFault.TooLarge));
    }

    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss/>", FetchFault.CutOff)]
    [TestCase("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<rss/>\r\n", FetchFault.CutOff)]
    [TestCase("", FetchFault.CutOff)]
    [TestCase("hello\r\n\r\n", FetchFault.Connection)]
    [TestCase("HTTP/1.1 200 OK\r\nX: LONG\r\n\r\n", FetchFault.TooLarge)]
    public async Task C17_An_answer_that_is_none_or_half_is_a_failure_and_not_an_empty_feed(string response, FetchFault fault)
    {
        await using var site = RawSite.Of(response.Replace("LONG", new string('a', 100_000), StringComparison.Ordinal));

        Assert.That((await Fetching.GetAsync(site.Url.ToString(), site.Host) as FetchResult.Failed)?.Fault, Is.EqualTo(fault));
    }

    [Test]
    public async Task T44_A_server_that_never_answers_is_left_after_ten_seconds() =>
        Assert.That(await SlowAsync("", 10), Is.EqualTo(new FetchResult.Failed(FetchFault.Timeout, "no answer within 10 s")));

    [Test]
    public async Task T44_A_server_that_drips_is_left_after_thirty_seconds() =>
        Assert.That(await SlowAsync("HTTP/1.1 200 OK\r\n\r\n<rss>", 30), Is.EqualTo(new FetchResult.Failed(FetchFault.Timeout, "not finished within 30 s")));

    /// <summary>Lets a second pass at each look, until the fetcher gives up; it must do so at its time.</summary>
    private static async Task<FetchResult> SlowAsync(string begun, int seconds)
    {
        var clock = new FakeTimeProvider();
        var reached = new TaskCompletionSource();
        await using var site = new RawSite(async (stream, ct) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(begun), ct);
            reached.SetResult();
            await Task.Delay(Timeout.Infinite, ct);
        });
        using var fetcher = new Fetcher(Fetching.Options(site.Host), Fetching.NoDns, clock, "https://digest.example");
        var fetching = fetcher.GetAsync(new FetchRequest(site.Url), CancellationToken.None);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(5));
        var passed = 0;
        await Await.Until(
            () =>
            {
                if (fetching.IsCompleted) return true;
                clock.Advance(TimeSpan.FromSeconds(1));
                passed++;
                return false;
            }, TimeSpan.FromSeconds(10), "the fetcher to give up");

        Assert.That(passed, Is.InRange(seconds, seconds + 2));
        return await fetching;
    }
}
