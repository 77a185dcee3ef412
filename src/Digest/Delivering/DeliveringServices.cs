using Digest.Delivering.Letters;

namespace Digest.Delivering;

/// <summary>What this room gives to the others.</summary>
internal static class DeliveringServices
{
    public static void AddDelivering(this IServiceCollection services, MailOptions mail, DeliveringOptions options, bool works)
    {
        services.AddSingleton(mail);
        services.AddSingleton(options);
        services.AddSingleton<LetterStore>();
        services.AddSingleton<Welcome>();
        if (!works) return;
    }
}
