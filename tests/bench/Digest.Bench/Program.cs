using Digest.Bench;
using Digest.Bench.Bouncing;
using Digest.Bench.Collecting;
using Digest.Bench.Composing;
using Digest.Bench.Delivering;
using Digest.Bench.Importing;
using Digest.Bench.Parsing;
using Digest.Bench.Subscribing;

const string usage = """
    usage: tests/bench/run parse [--folder FOLDER] [--rounds N]
           tests/bench/run collect [--sources N] [--changed PERCENT]
           tests/bench/run compose [--articles N] [--stories N] [--old N]
           tests/bench/run signup [--people N]
           tests/bench/run import [--readers N]
           tests/bench/run bounces [--folder FOLDER] [--rounds N]
    """;

// One case a benchmark; each returns the exit code.
try
{
    return args switch
    {
        ["parse", .. var options] => await ParseBench.RunAsync(Arguments.Read(options, "folder", "rounds")),
        ["collect", .. var options] => await CollectBench.RunAsync(Arguments.Read(options, "sources", "changed")),
        ["compose", .. var options] => await ComposeBench.RunAsync(Arguments.Read(options, "articles", "stories", "old")),
        ["signup", .. var options] => await SignUpBench.RunAsync(Arguments.Read(options, "people")),
        ["import", .. var options] => await ImportBench.RunAsync(Arguments.Read(options, "readers")),
        ["bounces", .. var options] => await BounceBench.RunAsync(Arguments.Read(options, "folder", "rounds")),
        ["deliver", .. var options] => await DeliverBench.RunAsync(Arguments.Read(options, "readers", "rounds", "many", "out")),
        ["sink"] => CountingSink.Run(),
        _ => throw new UsageException(usage),
    };
}
catch (UsageException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 2;
}
