using System.Diagnostics.CodeAnalysis;
using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Reports;

/// <summary>What an agent tells its manager, who believes none of it before the vote.</summary>
public abstract record AgentReport
{
    private protected AgentReport()
    {
    }

    public static bool TryParse(ReadOnlySpan<byte> content, [NotNullWhen(true)] out AgentReport? report)
    {
        var reader = new WireReader(content);
        report = reader.Byte() switch
        {
            Welcome.Kind => Welcome.Parse(ref reader),
            WriteBegun.Kind => WriteBegun.Parse(ref reader),
            WriteEnded.Kind => WriteEnded.Parse(ref reader),
            WriteNotQuiet.Kind => WriteNotQuiet.Parse(ref reader),
            WriteSetCaptured.Kind => WriteSetCaptured.Parse(ref reader),
            WriteSetRefused.Kind => WriteSetRefused.Parse(ref reader),
            UpdatesApplied.Kind => UpdatesApplied.Parse(ref reader),
            UpdatesRefused.Kind => UpdatesRefused.Parse(ref reader),
            TimeSet.Kind => new TimeSet(),
            DumpPart.Kind => DumpPart.Parse(ref reader),
            DumpEnd.Kind => DumpEnd.Parse(ref reader),
            ServiceRestarted.Kind => new ServiceRestarted(),
            Activated.Kind => new Activated(),
            StatusReported.Kind => StatusReported.Parse(ref reader),
            UnpromptedCommit.Kind => UnpromptedCommit.Parse(ref reader),
            ServiceDied.Kind => ServiceDied.Parse(ref reader),
            Settled.Kind => new Settled(),
            StateNoted.Kind => StateNoted.Parse(ref reader),
            StateDigested.Kind => StateDigested.Parse(ref reader),
            PartLoaded.Kind => new PartLoaded(),
            Failed.Kind => Failed.Parse(ref reader),
            _ => null,
        };
        report = reader.Complete ? report : null;
        return report is not null;
    }

    public byte[] ToFrame()
    {
        var writer = new WireWriter();
        Format(writer);
        return FrameBuffer.Frame(writer.Written);
    }

    internal abstract void Format(WireWriter writer);
}
