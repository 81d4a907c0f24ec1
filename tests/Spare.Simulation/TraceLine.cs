using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Spare.Replication;
using Spare.Replication.Updates;
using Spare.Simulation.Checking;

namespace Spare.Simulation;

/// <summary>A run as text, one line for each step. Equal runs give equal bytes.</summary>
internal static class TraceLine
{
    public static string Of(long time, string what) => string.Create(CultureInfo.InvariantCulture, $"{time,10} ** {what}");

    public static string Of(long time, in Observation observation)
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{time,10} {observation.Host} {Text(observation.Input)}");
        foreach (var effect in observation.Effects)
        {
            line.Append("\n           -> ").Append(Text(effect));
        }

        return line.ToString();
    }

    private static string Text(ManagerEvent input) => input switch
    {
        ManagerEvent.MembershipChanged change => $"MembershipChanged {string.Join(", ", change.Members)}",
        ManagerEvent.Executed executed =>
            $"Executed {executed.Replica} {executed.Sequence} {executed.Result.Vote} {Bytes(executed.Result.Reply)}",
        _ => input.ToString(),
    };

    private static string Text(ManagerEffect effect) => effect switch
    {
        ManagerEffect.Answer answer => $"Answer {answer.Id} {answer.Sequence} {Bytes(answer.Reply)} {answer.Time}",
        ManagerEffect.Execute execute =>
            $"Execute {execute.Replica} {execute.Request.Sequence} {execute.Request.Id} {execute.Request.Class} "
                + $"{execute.Request.Time} {Bytes(execute.Request.Request)}",
        ManagerEffect.UpdatePassive passive => $"UpdatePassive {Numbers(passive.Updates)}",
        ManagerEffect.StartReplica start => $"StartReplica {start.Replica} {Numbers(start.Updates)}",
        _ => effect.ToString(),
    };

    private static string Bytes(ReadOnlyMemory<byte> bytes) => Convert.ToHexString(bytes.Span);

    private static string Numbers(ImmutableArray<AgreedUpdate> updates) =>
        updates.IsEmpty ? "nothing" : $"{updates[0].Number}..{updates[^1].Number}";
}
