using System.Data.Common;
using Digest.Bouncing.Understanding;
using Digest.Storage;

namespace Digest.Bouncing.Reading;

/// <summary>What follows from a returned mail, within the step that ends it.</summary>
/// <param name="c">The writer's connection.</param>
/// <param name="t">Its transaction.</param>
/// <param name="mail">As it was understood.</param>
/// <param name="proven">The delivery or letter that it is about, proved by a key; null: it proves nothing.</param>
/// <param name="leaving">The subscription that is left by it; null: none is.</param>
/// <returns>A word for what was done, kept with the mail.</returns>
internal delegate Task<string> DrawConsequences(DbConnection c, DbTransaction t, ReturnedMail mail, PublicId? proven, PublicId? leaving);

/// <summary>What is made of a mail that came back.</summary>
/// <param name="Understand">From its bytes to what it says. Throws <see cref="UnreadableMail"/> for what is no report of anybody's.</param>
/// <param name="Draw">From what it says to what is done.</param>
internal sealed record Judgement(Func<Stream, ReturnedMail> Understand, DrawConsequences Draw);
