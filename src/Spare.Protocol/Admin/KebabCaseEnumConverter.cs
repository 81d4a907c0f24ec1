using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spare.Protocol.Admin;

/// <summary>Writes the names of an enumeration in lower case with dashes; numbers are not accepted.</summary>
public sealed class KebabCaseEnumConverter<TEnum>()
    : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
