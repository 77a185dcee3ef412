using System.Globalization;
using Digest.Commands;
using Digest.World;

// The product's own command line, with a fault of its storage that the environment names:
//   DIGEST_HOST_FAULT=Kill:17:FOLDER   kind (CommitFault), number of the commit, data folder
// DIGEST_HOST_COUNT=FILE writes the number of commits there at the end.
var named = Environment.GetEnvironmentVariable("DIGEST_HOST_FAULT")?.Split(':', 3);
using var faults = named is [var kind, var commit, var folder]
    ? SqliteFaults.Arm(folder, int.Parse(commit, CultureInfo.InvariantCulture), Enum.Parse<CommitFault>(kind))
    : null;
var code = await CommandLine.RunAsync(args);
if (faults is not null && Environment.GetEnvironmentVariable("DIGEST_HOST_COUNT") is { } file)
    await File.WriteAllTextAsync(file, faults.Commits.ToString(CultureInfo.InvariantCulture));
return code;
