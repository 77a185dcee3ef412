namespace Digest.Tests;

/// <summary>A test of what only SQLite does, in a fixture that runs on both: its file, its pragmas.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OfSqliteAttribute : Attribute;
