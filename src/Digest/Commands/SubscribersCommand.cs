using System.CommandLine;

namespace Digest.Commands;

/// <summary>The commands about readers.</summary>
internal static class SubscribersCommand
{
    public static Command Make() => new("subscribers", "The readers of a newsletter")
    {
        SubscribersList.Make(), SubscribersAdd.Make(), SubscribersShow.Make(), SubscribersImport.Make(), SubscribersExport.Make(), SubscribersErase.Make(),
    };
}
