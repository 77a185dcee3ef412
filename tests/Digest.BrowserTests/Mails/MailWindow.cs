using System.Text;
using Digest.Tests.Mails;
using Microsoft.Playwright;
using MimeKit;

namespace Digest.BrowserTests.Mails;

/// <summary>A window of Chromium in which mails of the gallery are opened one after the other; their pictures are drawn here.</summary>
internal sealed class MailWindow : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private bool pictures = true;

    private MailWindow(IBrowserContext context, IPage page) => (this.context, Page) = (context, page);

    public IPage Page { get; }

    /// <param name="scale">Pixels of a picture for one of the page.</param>
    public static async Task<MailWindow> OpenAsync(float scale = 1)
    {
        var context = await Browser.Shared.NewContextAsync(new() { Locale = "en-GB", DeviceScaleFactor = scale });
        var window = new MailWindow(context, await context.NewPageAsync());
        await context.RouteAsync("**/*", window.AnswerAsync);
        return window;
    }

    public async Task ShowAsync(GalleryMail mail, bool pictures = true)
    {
        this.pictures = pictures;
        using var message = MimeMessage.Load(new MemoryStream(mail.Raw));
        await Page.SetContentAsync(message.HtmlBody!, new() { WaitUntil = WaitUntilState.Load });
    }

    public async Task LookAsync(int width, ColorScheme scheme, int height = 640)
    {
        await Page.SetViewportSizeAsync(width, height);
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
    }

    /// <summary>What is wrong with what stands there, for people.</summary>
    public Task<string[]> ProblemsAsync() => Page.EvaluateAsync<string[]>(Looking);

    public ValueTask DisposeAsync() => context.DisposeAsync();

    private Task AnswerAsync(IRoute route)
    {
        var address = new Uri(route.Request.Url);
        if (!pictures || address.Host != "news.example" || !address.AbsolutePath.StartsWith("/pictures/", StringComparison.Ordinal)) return route.AbortAsync();
        return route.FulfillAsync(new() { ContentType = "image/svg+xml", BodyBytes = Encoding.UTF8.GetBytes(Picture(address.AbsolutePath.Sum(c => c) % 3)) });
    }

    // Hills before a sky: somewhere between a mine and the sea.
    private static string Picture(int which)
    {
        var (sky, far, near, sun) = which switch
        {
            0 => ("#dfe7ee", "#9fb3c4", "#5d7488", "#f2e3c6"),
            1 => ("#efe4d8", "#c9a98a", "#8a6a52", "#fff4dd"),
            _ => ("#e1e9e2", "#a3b8a4", "#5f7a66", "#f6f0d8"),
        };
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630" width="1200" height="630"><rect width="1200" height="630" fill="{sky}"/>
            <circle cx="860" cy="210" r="90" fill="{sun}"/><path d="M0 420 Q300 250 600 400 T1200 340 V630 H0Z" fill="{far}"/><path d="M0 520 Q260 400 560 510 T1200 470 V630 H0Z" fill="{near}"/></svg>
            """;
    }

    // Sizes and contrasts as WCAG 2.2 defines them, of every text that is really there, on what really is behind it.
    private const string Looking = """
        () => {
          const problems = [];
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth > width) problems.push(`it moves sideways: ${document.documentElement.scrollWidth} in ${width}`);
          const parts = css => (css.match(/[\d.]+/g) || []).map(Number);
          const light = c => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
          const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
          const dark = matchMedia('(prefers-color-scheme: dark)').matches;
          const behind = element => {
            for (let e = element; e; e = e.parentElement) {
              const [r, g, b, a = 1] = parts(getComputedStyle(e).backgroundColor);
              if (a === 1) return [r, g, b];
              if (a > 0) problems.push('a ground that shines through');
            }
            return dark ? [18, 18, 18] : [255, 255, 255];
          };
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          let seen = 0;
          while (texts.nextNode()) {
            const text = texts.currentNode;
            const range = document.createRange();
            range.selectNodeContents(text);
            const rects = [...range.getClientRects()].filter(r => r.width > 0 && r.height > 0);
            if (!text.data.trim() || rects.length === 0) continue;
            seen++;
            const style = getComputedStyle(text.parentElement);
            const say = what => problems.push(`${what}: ${text.data.trim().slice(0, 40)}`);
            if (parseFloat(style.fontSize) < 14) say(`${style.fontSize}`);
            if (rects.some(r => r.left < -1 || r.right > width + 1)) say('it leaves the window');
            const [ink, ground] = [luminance(parts(style.color)), luminance(behind(text.parentElement))];
            const contrast = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
            if (contrast < 4.5) say(`contrast ${contrast.toFixed(2)}, ${style.color}`);
          }
          if (seen < 5) problems.push(`only ${seen} texts are there`);
          const first = [...document.querySelectorAll('h2 a, h3 a')].find(a => a.href.startsWith('https://news.example/'));
          const top = first && first.getClientRects()[0];
          if (!top || top.top + scrollY < 0 || top.bottom + scrollY > 640) problems.push(`the first title is at ${top && top.bottom}`);
          return problems;
        }
        """;
}
