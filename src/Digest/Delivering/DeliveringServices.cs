using Digest.Delivering.Ledger;
using Digest.Delivering.Letters;
using Digest.Delivering.Relays;
using Digest.Delivering.Signing;
using Digest.Storage;
using Digest.Storage.Requests;

namespace Digest.Delivering;

/// <summary>What this room gives to the others, and its part of the worker.</summary>
internal static class DeliveringServices
{
    /// <param name="services">The program's services.</param>
    /// <param name="mail">How mail leaves.</param>
    /// <param name="options">How editions are delivered.</param>
    /// <param name="letters">What letters say of other rooms' rules.</param>
    /// <param name="works">Whether this process may become the worker.</param>
    public static void AddDelivering(this IServiceCollection services, MailOptions mail, DeliveringOptions options, LetterRules letters, bool works)
    {
        services.AddSingleton(mail);
        services.AddSingleton(options);
        services.AddSingleton(letters);
        services.AddSingleton(KeyFile.ReadAll(mail.Dkim));
        services.AddSingleton<LetterStore>();
        services.AddSingleton<OutboxErasure>();
        services.AddSingleton<Welcome>();
        services.AddSingleton<EditionReport>();
        services.AddSingleton<Sweeper>();
        services.AddSingleton<Resolution>();
        services.AddSingleton<EditionControl>();
        services.AddSingleton<Resumption>();
        services.AddSingleton<MailProofs>();
        services.AddSingleton(p => Transport(mail, p.GetRequiredService<StorageOptions>()));
        if (works) AddWork(services);
    }

    private static void AddWork(IServiceCollection services)
    {
        services.AddSingleton<Stopping>();
        services.AddSingleton<Lines>();
        services.AddSingleton(p => new Pace(RelayOf(p.GetRequiredService<MailOptions>()), p.GetRequiredService<Writer>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Batches>();
        services.AddSingleton<PolicyStop>();
        services.AddSingleton<Aftermath>();
        services.AddSingleton<Claims>();
        services.AddSingleton<Answers>();
        services.AddSingleton<OpenDeliveries>();
        services.AddSingleton<Planner>();
        services.AddSingleton<Finisher>();
        services.AddSingleton<BatchSender>();
        services.AddSingleton<Releaser>();
        services.AddSingleton<LetterWriter>();
        services.AddSingleton<OperatorLetters>();
        services.AddSingleton<SlowLane>();
        services.AddSingleton<TestCopy>();
        services.AddSingleton<IRequestHandler, SendRequest>();
        services.AddSingleton<IWorkerPart, DeliverySchedule>();
        services.AddSingleton<IWorkerPart, LetterLoop>();
        services.AddSingleton<IWorkerPart, SigningReport>();
        services.AddSingleton<VariantExpiry>();
        services.AddSingleton<IWorkerPart>(p => p.GetRequiredService<VariantExpiry>());
    }

    private static ITransport Transport(MailOptions mail, StorageOptions options) =>
        RelayOf(mail) is { } relay ? new SmtpTransport(relay) : new OutboxTransport(options);

    private static RelayOptions? RelayOf(MailOptions mail) => mail.Transport == MailTransport.Smtp ? mail.Relays[0] : null;
}
