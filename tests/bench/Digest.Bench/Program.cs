using Digest.Bench;
using Digest.Bench.Parsing;

const string usage = """
    usage: tests/bench/run parse [--folder FOLDER] [--rounds N]
    """;

// One case a benchmark; each returns the exit code.
try
{
    return args switch
    {
        ["parse", .. var options] => await ParseBench.RunAsync(Arguments.Read(options, "folder", "rounds")),
        _ => throw new UsageException(usage),
    };
}
catch (UsageException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 2;
}
