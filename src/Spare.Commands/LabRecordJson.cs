using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spare.Commands;

/// <summary>The JSON form of <see cref="LabRecord"/>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(LabRecord))]
internal sealed partial class LabRecordJson : JsonSerializerContext;
