using System.Text.Json.Serialization;

namespace Spare.Lab;

/// <summary>Text as JSON, compiled ahead.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class LabJson : JsonSerializerContext;
