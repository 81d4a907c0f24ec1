namespace Spare.Protocol.WriteSets;

/// <summary>The bytes that tell the parts of a canonical write set apart.</summary>
internal static class WriteSetForm
{
    public const byte Version = 1;

    public const byte EndOfChanges = 0;
    public const byte Inserted = 1;
    public const byte Updated = 2;
    public const byte Deleted = 3;
    public const byte Truncated = 4;

    public const byte Null = 0;
    public const byte Value = 1;
}
