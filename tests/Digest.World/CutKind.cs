namespace Digest.World;

/// <summary>How a <see cref="CuttableLine"/> is cut.</summary>
public enum CutKind
{
    /// <summary>Somebody says so: connections are reset, new ones are ended as soon as they are made.</summary>
    Reset,

    /// <summary>Nobody says anything: connections stand, new ones too, and not a byte passes, as behind a dead switch.</summary>
    Silence,
}
