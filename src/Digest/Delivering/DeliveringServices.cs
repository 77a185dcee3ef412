using Digest.Delivering.Ledger;
using Digest.Delivering.Letters;
using Digest.Delivering.Relays;
using Digest.Delivering.Signing;
using Digest.Delivering.Watching;
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
        services.AddSingleton(mail.Bounces);
        services.AddSingleton<ReturnPaths>();
        services.AddSingleton<LetterStore>();
        services.AddSingleton<OutboxErasure>();
        services.AddSingleton<Welcome>();
        services.AddSingleton<EditionReport>();
        services.AddSingleton<Sweeper>();
        services.AddSingleton<Resolution>();
        services.AddSingleton<EditionControl>();
        services.AddSingleton<Resumption>();
        services.AddSingleton<MailProofs>();
        services.AddSingleton<BounceStop>();
        services.AddSingleton<Bounces>();
        foreach (var relay in mail.Transport == MailTransport.Smtp ? mail.Relays : []) services.AddSingleton<ITransport>(new SmtpTransport(relay));
        if (mail.Transport == MailTransport.Outbox) services.AddSingleton<ITransport, OutboxTransport>();
        if (works) AddWork(services);
    }

    private static void AddWork(IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<Stopping>();
        services.AddSingleton(p => new Lines(Relays(p), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<Lines>>()));
        services.AddSingleton<DomainPaces>();
        services.AddSingleton<Batches>();
        services.AddSingleton<PolicyStop>();
        services.AddSingleton<Aftermath>();
        services.AddSingleton<Claims>();
        services.AddSingleton<Answers>();
        services.AddSingleton<ManyMoves>();
        services.AddSingleton<Moves>();
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
        services.AddSingleton<Overdue>();
        services.AddSingleton<RelayMeters>();
        services.AddSingleton<IWorkerPart, EditionWatch>();
        services.AddSingleton<IWorkerPart, SigningReport>();
        services.AddSingleton<VariantExpiry>();
        services.AddSingleton<IWorkerPart>(p => p.GetRequiredService<VariantExpiry>());
        services.AddSingleton<DeliveryExpiry>();
        services.AddSingleton<IWorkerPart>(p => p.GetRequiredService<DeliveryExpiry>());
    }

    private static IEnumerable<Relay> Relays(IServiceProvider services) => services.GetServices<ITransport>().Select(t => t is SmtpTransport smtp
        ? smtp.Relay(services.GetRequiredService<Writer>(), services.GetRequiredService<TimeProvider>())
        : new Relay("outbox", t));

}
