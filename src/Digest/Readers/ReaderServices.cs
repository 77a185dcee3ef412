namespace Digest.Readers;

/// <summary>What this room gives to the others.</summary>
internal static class ReaderServices
{
    public static void AddReaders(this IServiceCollection services)
    {
        services.AddSingleton<AddressHasher>();
        services.AddSingleton<Tokens>();
        services.AddSingleton<ConsentLog>();
        services.AddSingleton<Suppressions>();
        services.AddSingleton<SubscriptionStore>();
        services.AddSingleton<Consents>();
        services.AddSingleton<Departures>();
        services.AddSingleton<Choices>();
        services.AddSingleton<AddressChanges>();
        services.AddSingleton<ErasureStore>();
        services.AddSingleton<Admissions>();
        services.AddSingleton<Refusals>();
    }
}
