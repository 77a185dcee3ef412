using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Digest.Bench.Delivering;

/// <summary>
/// A relay that takes everything and counts: a thread a connection, no mail is kept. It runs as a process of its own, so that its
/// share of the processors is not taken for the sender's. A line on its input makes it tell, and begin anew.
/// </summary>
internal static class CountingSink
{
    private static readonly Lock Gate = new();
    private static readonly HashSet<ulong> Recipients = [];
    private static long mails, copies, bytes, first, last;
    private static byte[]? sample;

    /// <summary>Serves until its input ends.</summary>
    public static int Run()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(256);
        Console.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port);
        new Thread(() => Accept(listener)) { IsBackground = true }.Start();
        while (Console.ReadLine() is { } command)
        {
            if (command.StartsWith("sample ", StringComparison.Ordinal)) File.WriteAllBytes(command[7..], sample ?? []);
            Console.WriteLine(Tell());
        }
        return 0;
    }

    private static string Tell()
    {
        lock (Gate)
        {
            var seconds = mails == 0 ? 0 : Stopwatch.GetElapsedTime(first, last).TotalSeconds;
            var told = string.Create(CultureInfo.InvariantCulture, $"{mails} {copies} {bytes} {seconds:0.0000}");
            (mails, copies, bytes, first, last) = (0, 0, 0, 0, 0);
            Recipients.Clear();
            return told;
        }
    }

    private static void Accept(Socket listener)
    {
        while (true)
        {
            var socket = listener.Accept();
            socket.NoDelay = true;
            new Thread(() => Serve(socket)) { IsBackground = true }.Start();
        }
    }

    private static void Serve(Socket socket)
    {
        try
        {
            using (socket) new CountingSession(socket).Serve();
        }
        catch (SocketException)
        {
            // A client that is gone is what clients do.
        }
    }

    /// <summary>One mail was taken.</summary>
    internal static void Take(ReadOnlySpan<byte> recipient, ReadOnlySpan<byte> mail)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(recipient, hash);
        var key = BinaryPrimitives.ReadUInt64LittleEndian(hash);
        lock (Gate)
        {
            if (!Recipients.Add(key)) copies++;
            last = Stopwatch.GetTimestamp();
            if (mails++ == 0) (first, sample) = (last, mail.ToArray());
            bytes += mail.Length;
        }
    }
}
