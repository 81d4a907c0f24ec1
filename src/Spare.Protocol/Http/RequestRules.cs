namespace Spare.Protocol.Http;

/// <summary>
/// How a client's request becomes canonical. All the rules about what a client may not say, and what is said in its
/// place, are here.
/// </summary>
public static class RequestRules
{
    /// <summary>The names that carry agreed values to the service.</summary>
    public const string TimeName = "spare-time";
    public const string SeedName = "spare-seed";

    /// <summary>What a service reads as the host when an HTTP/1.0 client named none.</summary>
    private const string HostDefault = "localhost";

    private const int ReservedNameMaximum = 64;

    /// <summary>
    /// Removes what concerns the client's connection or is not the client's to say, and adds its address and scheme
    /// as seen here. False: too many fields, or too long.
    /// </summary>
    public static bool TryApply(FieldList fields, string clientAddress, string scheme)
    {
        fields.RemoveHopByHop();
        fields.RemoveWhere(IsNotForClients);
        return fields.TryAdd("x-forwarded-for", clientAddress)
            && fields.TryAdd("x-forwarded-proto", scheme)
            && (fields.Contains("host"u8) || fields.TryAdd("host", HostDefault));
    }

    /// <summary>The origin form of a target; false for one that has none.</summary>
    public static bool TryMakeOriginForm(string method, string target, out string originForm)
    {
        originForm = target;
        if (target.StartsWith('/') || (target == "*" && method == "OPTIONS"))
        {
            return true;
        }

        var authority = target.IndexOf("://", StringComparison.Ordinal) + 3;
        if (authority < 3)
        {
            return false;
        }

        var end = target.AsSpan(authority).IndexOfAny('/', '?');
        var rest = end < 0 ? string.Empty : target[(authority + end)..];
        originForm = rest.StartsWith('/') ? rest : "/" + rest;
        return !target.AsSpan(authority, end < 0 ? target.Length - authority : end).Contains('@');
    }

    /// <summary>
    /// The length is computed anew, the others are ours to say. Services behind CGI-like interfaces cannot tell
    /// <c>Spare_Time</c> from <c>Spare-Time</c>, so both are meant.
    /// </summary>
    private static bool IsNotForClients(ReadOnlySpan<byte> name)
    {
        Span<byte> dashed = stackalloc byte[ReservedNameMaximum];
        dashed = dashed[..Math.Min(name.Length, ReservedNameMaximum)];
        name[..dashed.Length].Replace(dashed, (byte)'_', (byte)'-');
        return dashed.StartsWith("spare-"u8)
            || dashed.StartsWith("x-forwarded-"u8)
            || dashed.SequenceEqual("forwarded"u8)
            || dashed.SequenceEqual("x-real-ip"u8)
            || dashed.SequenceEqual("content-length"u8);
    }
}
