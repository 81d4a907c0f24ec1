using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Spare.Protocol.Admin;

/// <summary>The JSON forms of the protocol's identifiers: numbers where they are numbers, else what they print as.</summary>
internal static class IdentifierConverters
{
    public sealed class HostIdConverter : NumberConverter<HostId>
    {
        protected override HostId FromNumber(ulong number) => number is > 0 and <= uint.MaxValue
            ? new HostId((uint)number)
            : throw new JsonException("a host's number is between 1 and 4294967295");

        protected override ulong ToNumber(HostId value) => value.Value;
    }

    public sealed class SequenceNumberConverter : NumberConverter<SequenceNumber>
    {
        protected override SequenceNumber FromNumber(ulong number) => new(number);

        protected override ulong ToNumber(SequenceNumber value) => value.Value;
    }

    public sealed class UpdateNumberConverter : NumberConverter<UpdateNumber>
    {
        protected override UpdateNumber FromNumber(ulong number) => new(number);

        protected override ulong ToNumber(UpdateNumber value) => value.Value;
    }

    public sealed class EpochConverter : NumberConverter<Epoch>
    {
        protected override Epoch FromNumber(ulong number) => new(number);

        protected override ulong ToNumber(Epoch value) => value.Value;
    }

    public sealed class ReplicaIdConverter : TextConverter<ReplicaId>
    {
        protected override bool TryParse(string text, out ReplicaId value) => ReplicaId.TryParse(text, out value);

        protected override string ToText(ReplicaId value) => value.ToString();
    }

    public sealed class InstantConverter : TextConverter<Instant>
    {
        protected override bool TryParse(string text, out Instant value)
        {
            var parsed = DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
            value = Instant.FromDateTimeOffset(time);
            return parsed;
        }

        protected override string ToText(Instant value) =>
            value.ToString();
    }

    public sealed class DigestConverter : TextConverter<Digest>
    {
        protected override bool TryParse(string text, out Digest value)
        {
            Span<byte> bytes = stackalloc byte[Digest.Size];
            var parsed = text.Length == 2 * Digest.Size
                && Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done;
            value = parsed ? Digest.Parse(bytes) : default;
            return parsed;
        }

        protected override string ToText(Digest value) => value.ToString();
    }
}
