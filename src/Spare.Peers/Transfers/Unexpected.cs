using System.Text;

namespace Spare.Peers.Transfers;

/// <summary>What to make of a frame that nobody waits for: a refusal says why, anything else is no catch-up.</summary>
internal static class Unexpected
{
    private const int ReasonMaximum = 4096;

    public static ReadOnlyMemory<byte> Refusal(string reason) =>
        Encoding.UTF8.GetBytes(reason.Length > ReasonMaximum / 4 ? reason[..(ReasonMaximum / 4)] : reason);

    public static IOException In(TransferFrame frame, string wanted) =>
        frame.Kind == TransferFrameKind.Refused && frame.Content.Length <= ReasonMaximum
            ? new IOException($"it refuses: {Encoding.UTF8.GetString(frame.Content.Span)}")
            : new IOException($"a frame of kind {(byte)frame.Kind} came in place of {wanted}");
}
