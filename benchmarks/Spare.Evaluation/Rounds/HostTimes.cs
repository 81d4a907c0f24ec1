using System.Collections.Immutable;
using Spare.Protocol.Admin;

namespace Spare.Evaluation.Rounds;

/// <summary>What <c>spare stages</c> told of one host after a load.</summary>
internal sealed record HostTimes(int Host, ImmutableArray<StageTimes> Stages);
