namespace Digest.World;

/// <summary>One line that a process wrote.</summary>
/// <param name="At">When it was read.</param>
/// <param name="IsError">On standard error, not standard output.</param>
/// <param name="Text">Without its line end.</param>
public sealed record OutputLine(DateTimeOffset At, bool IsError, string Text);

/// <summary>What a finished process left behind.</summary>
/// <param name="ExitCode">137 and the like for signals: 128 plus the signal's number.</param>
/// <param name="Out">All of standard output, lines joined by line feeds.</param>
/// <param name="Err">All of standard error.</param>
public sealed record ProcessResult(int ExitCode, string Out, string Err);
