using Digest.Readers;

namespace Digest.Subscribing.Export;

/// <summary>A column of a file of readers.</summary>
/// <param name="Header">As it is written.</param>
/// <param name="Cell">What stands in it for a reader.</param>
internal sealed record ExportColumn(string Header, Func<Subscription, string> Cell);

/// <summary>How a product wants its file of readers.</summary>
/// <param name="Name">As the command line has it; empty: ours.</param>
/// <param name="Columns">In order.</param>
/// <param name="Takes">Whom such a file can say the truth about. Of who left, a file that can't say so must be silent: they would be mailed again.</param>
internal sealed record ExportFormat(string Name, IReadOnlyList<ExportColumn> Columns, IReadOnlyList<SubscriptionStatus> Takes);
