using Spectre.Console;

namespace Digest.Commands;

/// <summary>A bar on a terminal, on standard error; nothing elsewhere.</summary>
internal static class ProgressBar
{
    /// <param name="title">What goes on.</param>
    /// <param name="work">Tells its share done, from 0 to 1.</param>
    public static async Task<T> RunAsync<T>(string title, Func<Action<double>, Task<T>> work)
    {
        if (Console.IsErrorRedirected) return await work(static _ => { });
        var screen = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await screen.Progress().AutoClear(true).StartAsync(async context =>
        {
            var bar = context.AddTask(Markup.Escape(title), maxValue: 1);
            return await work(share => bar.Value = share);
        });
    }
}
