namespace Digest.Storage;

/// <summary>
/// Something the operator can mend: a setting, a folder, a lock, a wrong name. The message is one line that names the
/// cause and the next step; commands print it and end with 1, without a stack trace.
/// </summary>
internal sealed class Fault : Exception
{
    public Fault(string message) : base(message)
    {
    }

    public Fault(string message, Exception inner) : base(message, inner)
    {
    }
}
