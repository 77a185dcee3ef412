using System.Runtime.ExceptionServices;
using Digest.Collecting.Cleaning;
using Digest.Collecting.Reading;

namespace Digest.Collecting.Pages;

/// <summary>
/// Reads an article from the bytes of its web page. No clock, no network, no state. Whatever the bytes are, the caller has an
/// answer within <see cref="Within"/> (threats T43, T45): the tree is bounded, so the work ends soon after even where that is passed.
/// </summary>
internal static class PageReader
{
    /// <summary>The longest a reading takes.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromSeconds(2);

    /// <summary>For the walks down a tree that libraries make by recursion.</summary>
    private const int StackBytes = 16 * 1024 * 1024;

    // The first page of a process waits for the compiler; that is not the page's fault.
    private static readonly Lazy<PageReading> First = new(() =>
        PageArticleReading.Of("<title>First</title><h1>First</h1><p>By Nobody, 1 May 2026</p><p>A page to begin with.</p>", new Uri("https://page.invalid/"), static text => text));

    /// <param name="bytes">The page; over 1 MiB of characters the rest is not looked at.</param>
    /// <param name="contentType">The header it came with, for its charset; or null.</param>
    /// <param name="address">Where it came from.</param>
    /// <param name="mends">Whether texts are mended that were UTF-8 and read as another code page; addresses never are.</param>
    public static PageReading Read(ReadOnlyMemory<byte> bytes, string? contentType, Uri address, bool mends = true)
    {
        _ = First.Value;
        return Bounded(() =>
        {
            var page = bytes.Length > PageMarkup.Longest * 4 ? bytes[..(PageMarkup.Longest * 4)] : bytes;
            return PageArticleReading.Of(TextDecoder.Decode(page.Span, contentType), address, mends ? MarkupMending.Mend : static text => text);
        });
    }

    /// <summary>On a thread of its own: one that is late is no longer waited for, and keeps nobody else from anything.</summary>
    private static PageReading Bounded(Func<PageReading> read)
    {
        PageReading? reading = null;
        ExceptionDispatchInfo? fault = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    reading = read();
                }
                catch (Exception e)
                {
                    fault = ExceptionDispatchInfo.Capture(e);
                }
            },
            StackBytes)
        { IsBackground = true, Name = "page" };
        thread.Start();
        if (!thread.Join(Within))
            return new PageReading.Refused($"takes longer than {Within.TotalSeconds:0} s to read", MayPass: true);
        fault?.Throw();
        return reading!;
    }
}
