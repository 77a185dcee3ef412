using Spectre.Console;

namespace Digest.Commands;

/// <summary>A bar on a terminal, on standard error; nothing elsewhere.</summary>
internal static class ProgressBar
{
    /// <param name="title">What goes on.</param>
    /// <param name="work">Tells its share done, from 0 to 1.</param>
    public static Task<T> RunAsync<T>(string title, Func<Action<double>, Task<T>> work) => RunAsync<T>(title, tell => work(share => tell(share, title)));

    /// <param name="title">What goes on at first.</param>
    /// <param name="work">Tells its share done, from 0 to 1, and what goes on now.</param>
    public static async Task<T> RunAsync<T>(string title, Func<Action<double, string>, Task<T>> work)
    {
        if (Console.IsErrorRedirected) return await work(static (_, _) => { });
        var screen = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await screen.Progress().AutoClear(true).StartAsync(async context =>
        {
            var bar = context.AddTask(Markup.Escape(title), maxValue: 1);
            return await work((share, now) => (bar.Value, bar.Description) = (share, Markup.Escape(now)));
        });
    }
}
