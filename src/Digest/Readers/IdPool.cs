using Digest.Storage;

namespace Digest.Readers;

/// <summary>
/// Public ids for very many new rows: as random as any, but handed out in ascending order, a drawn batch after the other. So
/// what is written together lands on few pages of an index, not each row on its own: of a million readers that is most of
/// the writing. Who knows one id can't tell another: between two neighbours lie more than 2^100 others.
/// </summary>
internal sealed class IdPool
{
    private const int Most = 256 * 1024;

    private UInt128[] drawn = [];
    private int at;

    public PublicId Next()
    {
        if (at == drawn.Length) Draw(Math.Clamp(drawn.Length * 4, 64, Most));
        return new PublicId(drawn[at++]);
    }

    private void Draw(int count)
    {
        if (drawn.Length != count) drawn = new UInt128[count];
        for (var i = 0; i < count; i++) drawn[i] = PublicId.New().Value;
        Array.Sort(drawn);
        at = 0;
    }
}
