namespace Spare.Hypervisor;

/// <summary>Cancels after a time in which nobody told that there was progress.</summary>
internal sealed class Liveness(CancellationTokenSource limit, TimeSpan silence)
{
    internal CancellationToken Token => limit.Token;

    internal void Tell() => limit.CancelAfter(silence);
}
