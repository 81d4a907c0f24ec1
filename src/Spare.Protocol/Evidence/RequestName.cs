using System.Globalization;

namespace Spare.Protocol.Evidence;

/// <summary>
/// How people name a request: its position in the order (<c>1234</c>, <c>s1234</c>), or its number at the host that its
/// client spoke to (<c>h1/56</c>), which counts from 1 in each life of that host's manager.
/// </summary>
public readonly record struct RequestName(SequenceNumber Sequence, HostId Entry, ulong Number)
{
    public static bool TryParse(string text, out RequestName name)
    {
        name = default;
        if (text.Split('/') is [['h', .. var host], var counter])
        {
            name = TryNumber(host, out var entry) && entry is > 0 and <= uint.MaxValue && TryNumber(counter, out var number)
                ? new RequestName(default, new HostId((uint)entry), number)
                : default;
        }
        else if (TryNumber(text.StartsWith('s') ? text[1..] : text, out var position))
        {
            name = new RequestName(new SequenceNumber(position), default, default);
        }

        return name != default && (name.Sequence != SequenceNumber.None || name.Number != 0);
    }

    /// <summary>Whether the request at that position is meant.</summary>
    public bool Means(RequestId request, SequenceNumber position) => Entry.IsValid
        ? request.Entry == Entry && request.Number == Number
        : position == Sequence;

    public override string ToString() => Entry.IsValid ? $"{Entry}/{Number}" : $"{Sequence}";

    private static bool TryNumber(string text, out ulong number) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
