using System.Diagnostics;
using System.Globalization;

namespace Spare.Lab.Clients;

/// <summary>
/// A client that writes a register of its own and reads it back, and checks every reply. It has a host of its own, and asks
/// at the next one when that fails it, as a client with several addresses does.
/// </summary>
internal sealed class CheckingClient(IReadOnlyList<Uri> sites, int home, string name, ClientTally tally) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient http = new() { Timeout = Patience };
    private KnownRegister register = new();
    private int site = home % sites.Count;
    private int keys = 1;
    private long writes;
    private long rounds;

    /// <summary>Between two rounds.</summary>
    public required TimeSpan Thinking { get; init; }

    /// <summary>Writes that were answered and read back.</summary>
    public long Rounds => Interlocked.Read(ref rounds);

    private string Key => string.Create(CultureInfo.InvariantCulture, $"{name}.{keys}");

    /// <summary>Ends with the round in hand once it is stopped; can be called again then.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var value = string.Create(CultureInfo.InvariantCulture, $"{name}-{++writes}");
            if (await AskAsync($"PUT {value}", () => WriteAsync(value)) && await AskAsync("GET", ReadAsync))
            {
                Interlocked.Increment(ref rounds);
            }

            await Task.Delay(Thinking, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>From the host that it went to, while it does not run.</summary>
    public void GoHome() => site = home % sites.Count;

    public void Dispose() => http.Dispose();

    /// <summary>Tries at one host after the other. False: nobody answered.</summary>
    private async Task<bool> AskAsync(string request, Func<Task<RegisterReply>> tryOnce)
    {
        for (var asked = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(asked) < Patience;)
        {
            switch (await tryOnce())
            {
                case RegisterReply.Answered:
                    tally.Answer(asked);
                    return true;
                case RegisterReply.Refused refused:
                    tally.Fail($"{sites[site]} {request}: {refused.Reason}");
                    break;
                case RegisterReply.Broken:
                    tally.Break();
                    break;
                case RegisterReply.Nonsense nonsense:
                    tally.FindWrong($"{sites[site]} {request}: {nonsense.Text}");
                    return true;
                default:
                    throw new UnreachableException();
            }

            site = (site + 1) % sites.Count;
            await Task.Delay(RetryPause);
        }

        tally.GiveUp($"{sites[site]} {request}");
        return false;
    }

    private async Task<RegisterReply> WriteAsync(string value)
    {
        if (register.OpenWrites == KnownRegister.OpenWritesMaximum)
        {
            (register, keys) = (new KnownRegister(), keys + 1);
        }

        using var content = new StringContent(value);
        var reply = await SendAsync(HttpMethod.Put, content);
        switch (reply)
        {
            case RegisterReply.Answered done when !register.CanHaveWritten(value, done.Version, done.Value):
                return Impossible("PUT", done);
            case RegisterReply.Refused { IsOpen: true } or RegisterReply.Broken:
                register.LeaveOpen(value);
                return reply;
            default:
                return reply;
        }
    }

    private async Task<RegisterReply> ReadAsync()
    {
        var reply = await SendAsync(HttpMethod.Get, content: null);
        return reply is RegisterReply.Answered read && !register.CanHaveRead(read.Value, read.Version)
            ? Impossible("GET", read) : reply;
    }

    private RegisterReply.Nonsense Impossible(string method, RegisterReply.Answered reply) => new(
        $"{method} {Key} answered {reply.Value ?? "nothing"} and version {reply.Version}; possible before it: "
        + string.Join(", ", register.Possible));

    private async Task<RegisterReply> SendAsync(HttpMethod method, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, new Uri(sites[site], $"/register/{Key}")) { Content = content };
        try
        {
            using var answer = await http.SendAsync(request);
            return await RegisterReply.ReadAsync(answer);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or TaskCanceledException)
        {
            return new RegisterReply.Broken();
        }
    }
}
