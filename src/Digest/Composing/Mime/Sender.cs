using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Composing.Mime;

/// <summary>Who a newsletter's mail is from.</summary>
internal static class Sender
{
    /// <summary>FromAddress; without one (the outbox needs none) an address at the host of BaseUrl.</summary>
    public static string AddressOf(Newsletter newsletter, StorageOptions options) =>
        newsletter.Options.FromAddress.Length > 0 ? newsletter.Options.FromAddress : At(newsletter.Slug, options);

    /// <summary>An address at the host of BaseUrl; a number is no domain of an address.</summary>
    public static string At(string local, StorageOptions options)
    {
        var address = new Uri(options.BaseUrl);
        return $"{local}@{(address.HostNameType == UriHostNameType.Dns ? address.IdnHost : "localhost")}";
    }

    public static string DomainOf(Newsletter newsletter, StorageOptions options)
    {
        var address = AddressOf(newsletter, options);
        return address[(address.LastIndexOf('@') + 1)..];
    }

    /// <summary>A display name with an '@' looks like an address that it is not: some receivers refuse it.</summary>
    public static string DisplayName(Newsletter newsletter) => newsletter.FromName.Replace('@', ' ');

    /// <summary>Constant for a sender, 5 to 15 characters, nothing per person: Gmail's Feedback-ID.</summary>
    public static string Tag(Newsletter newsletter) => newsletter.PublicId.ToString()[..10];
}
