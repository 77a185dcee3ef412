using Digest.Composing;
using static Digest.Composing.CandidateState;
using static Digest.Composing.EditionState;

namespace Digest.Tests.Composing;

/// <summary>The blueprint's tables, section 3: editions and candidates.</summary>
internal sealed class MachineTests
{
    private static readonly HashSet<(EditionState, EditionState)> Editions =
    [
        (Draft, Releasing), (Releasing, Released), (Released, Finished), (Releasing, Held), (Releasing, Cancelled),
        (Draft, Held), (Held, Draft), (Draft, Folded), (Draft, Cancelled), (Held, Cancelled),
        (Released, Paused), (Paused, Released), (Released, Cancelled), (Paused, Cancelled),
        // Beyond the table, for `edition resolve --again`: deliveries that were in doubt; nothing is planned.
        (Finished, Released),
    ];

    private static readonly HashSet<(CandidateState, CandidateState)> Candidates =
    [
        (Waiting, In), (Waiting, Carried), (Waiting, LetGo), (Carried, In), (Carried, LetGo),
        (Quarantined, Waiting), (Quarantined, LetGo), (In, Waiting), (Waiting, Known),
        // Beyond the table: a fold or a cancel takes back what the cut decided of those it had no room for.
        (Carried, Waiting), (LetGo, Carried),
    ];

    [Test]
    public void An_edition_makes_the_transitions_of_the_table_and_no_other([Values] EditionState from, [Values] EditionState to) =>
        Assert.That(EditionMachine.Allows(from, to), Is.EqualTo(Editions.Contains((from, to))));

    [Test]
    public void A_candidate_makes_the_transitions_of_the_table_and_no_other([Values] CandidateState from, [Values] CandidateState to) =>
        Assert.That(CandidateMachine.Allows(from, to), Is.EqualTo(Candidates.Contains((from, to))));
}
