using System.Text.Json.Serialization;
using Spare.Protocol.Http;

namespace Spare.Protocol.Admin.Faults;

/// <summary>A fault that an operator has a replica commit, to see that it is masked.</summary>
public sealed record InjectedFault
{
    /// <summary>Faults that a daemon holds at a time.</summary>
    public const int Maximum = 16;

    public const int CountMaximum = 1_000_000;

    public const int PauseMaximum = 600_000;

    public required FaultKind Kind { get; init; }

    public required ReplicaId Replica { get; init; }

    /// <summary>Only requests of this class; null: all.</summary>
    [JsonConverter(typeof(KebabCaseEnumConverter<RouteClass>))]
    public RouteClass? Class { get; init; }

    /// <summary>Requests that it is still done to; null: no end.</summary>
    public int? Count { get; init; }

    /// <summary>It is done to this part of the requests, evenly spread; null: to each.</summary>
    public double? Share { get; init; }

    /// <summary>Milliseconds of a silence (null: for good), or between two bytes of a drip (null: 50).</summary>
    public int? Pause { get; init; }

    /// <summary>What makes it nothing that can be set, as a sentence; null when it can be.</summary>
    [JsonIgnore]
    public string? Flaw => Kind.TargetOf() switch
    {
        _ when Count is < 1 or > CountMaximum => $"A count is from 1 to {CountMaximum}, not {Count}",
        _ when Share is { } share && !(share > 0 && share <= 1) => $"A share is above 0 and at most 1, not {Share}",
        _ when Pause is < 1 or > PauseMaximum => $"A pause is from 1 to {PauseMaximum} ms, not {Pause}",
        _ when Pause is not null && !Pauses(Kind) => "Only silence-before-header, silence-after-header and slow-drip pause",
        FaultTarget.WriteSet when Class == RouteClass.Read => "Reads have no write set",
        FaultTarget.Replica when Class is not null || Count is not null || Share is not null =>
            "A replica crashes once and at once: without count, share and class",
        _ => null,
    };

    public override string ToString()
    {
        var requests = Class is { } only ? $" {only.ToString().ToLowerInvariant()}s" : " requests";
        var which = Kind.TargetOf() == FaultTarget.Replica ? ""
            : (Count, Share) switch
            {
                ({ } count, null) => $", {count}{requests}",
                (null, { } share) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $", {share:P0} of all{requests}"),
                ({ } count, { } share) => string.Create(
                    System.Globalization.CultureInfo.InvariantCulture, $", {share:P0} of all{requests} until it was done {count} times"),
                _ => $", all{requests}",
            };
        return $"{System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(Kind.ToString())} at {Replica}{which}";
    }

    private static bool Pauses(FaultKind kind) =>
        kind is FaultKind.SilenceBeforeHeader or FaultKind.SilenceAfterHeader or FaultKind.SlowDrip;
}
