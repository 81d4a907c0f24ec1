using System.Text.Json;
using System.Text.Json.Serialization;
using Spare.Lab.Checking;
using Spare.Lab.Faults;

namespace Spare.Lab;

/// <summary>What the lab writes as JSON, compiled ahead.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(CheckReport))]
[JsonSerializable(typeof(FaultRequest))]
[JsonSerializable(typeof(FaultAnswer))]
internal sealed partial class LabJson : JsonSerializerContext;
