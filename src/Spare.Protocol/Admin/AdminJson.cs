using System.Text.Json;
using System.Text.Json.Serialization;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Evidence;

namespace Spare.Protocol.Admin;

/// <summary>The JSON form of the admin API, compiled ahead: the same on both sides of the socket.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(IdentifierConverters.HostIdConverter), typeof(IdentifierConverters.ReplicaIdConverter),
        typeof(IdentifierConverters.SequenceNumberConverter), typeof(IdentifierConverters.UpdateNumberConverter),
        typeof(IdentifierConverters.EpochConverter), typeof(IdentifierConverters.InstantConverter),
        typeof(IdentifierConverters.DigestConverter),
    ])]
[JsonSerializable(typeof(HostStatus))]
[JsonSerializable(typeof(HostStatus[]))]
[JsonSerializable(typeof(HostStages))]
[JsonSerializable(typeof(HostStages[]))]
[JsonSerializable(typeof(OperatorEvent))]
[JsonSerializable(typeof(OperatorEvent[]))]
[JsonSerializable(typeof(FlushResult))]
[JsonSerializable(typeof(AutomationResult))]
[JsonSerializable(typeof(DrainResult))]
[JsonSerializable(typeof(BootstrapResult))]
[JsonSerializable(typeof(RecoveryResult))]
[JsonSerializable(typeof(ActivationResult))]
[JsonSerializable(typeof(DumpDigest))]
[JsonSerializable(typeof(InjectedFault))]
[JsonSerializable(typeof(InjectedFault[]))]
[JsonSerializable(typeof(Explanation[]))]
[JsonSerializable(typeof(ReplayedRequest))]
[JsonSerializable(typeof(QuarantineEntry))]
[JsonSerializable(typeof(QuarantineEntry[]))]
[JsonSerializable(typeof(AdminProblem))]
public sealed partial class AdminJson : JsonSerializerContext;
