using System.Text;
using Digest.Bouncing.Understanding;

namespace Digest.Tests.Bouncing.Understanding;

/// <summary>Mails to read, made by hand.</summary>
internal static class Mails
{
    /// <summary>Read as it would come: CRLF, UTF-8.</summary>
    public static ReturnedMail Read(string mail) => Read(Encoding.UTF8.GetBytes(mail.ReplaceLineEndings("\r\n")));

    public static ReturnedMail Read(byte[] mail) => ReturnedMailReader.Read(new MemoryStream(mail));

    /// <summary>A report by the standard (RFC 3464), as Postfix would write it.</summary>
    /// <param name="fields">Of the recipient.</param>
    /// <param name="returned">The mail that it returns, with headers.</param>
    /// <param name="statusType">The media type of the part that has the fields.</param>
    public static string Report(string fields, string returned = "Message-ID: <ed.1@news.example>\nFrom: news@news.example\nTo: reader@inbox.example\nSubject: News\n\nHello", string statusType = "message/delivery-status") => $"""
        Return-Path: <>
        Delivered-To: b+key@bounce.news.example
        From: MAILER-DAEMON@mx.inbox.example (Mail Delivery System)
        To: b+key@bounce.news.example
        Subject: Undelivered Mail Returned to Sender
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="edge"

        --edge
        Content-Type: text/plain

        This is the mail system at host mx.inbox.example.

        --edge
        Content-Type: {statusType}

        Reporting-MTA: dns; mx.inbox.example

        {fields}

        --edge
        Content-Type: message/rfc822

        {returned}
        --edge--

        """;

    public static string Text(string from, string subject, string body, string headers = "Return-Path: <>") => $"""
        {headers}
        From: {from}
        To: news@news.example
        Subject: {subject}
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8

        {body}
        """;
}
