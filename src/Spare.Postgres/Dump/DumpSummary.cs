using Spare.Protocol;

namespace Spare.Postgres.Dump;

/// <summary>A whole canonical dump: equal databases have equal digests.</summary>
public readonly record struct DumpSummary(Digest Digest, ulong Lines);
