using System.Diagnostics.CodeAnalysis;
using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Commands;

/// <summary>What a manager tells the agent of its replica. The agent does one command after the other.</summary>
public abstract record AgentCommand
{
    private protected AgentCommand()
    {
    }

    public static bool TryParse(ReadOnlySpan<byte> content, [NotNullWhen(true)] out AgentCommand? command)
    {
        var reader = new WireReader(content);
        command = reader.Byte() switch
        {
            Hello.Kind => Hello.Parse(ref reader),
            BeginWrite.Kind => BeginWrite.Parse(ref reader),
            EndWrite.Kind => EndWrite.Parse(ref reader),
            ApplyUpdates.Kind => ApplyUpdates.Parse(ref reader),
            SetTime.Kind => SetTime.Parse(ref reader),
            Dump.Kind => Dump.Parse(ref reader),
            RestartService.Kind => new RestartService(),
            Activate.Kind => new Activate(),
            QueryStatus.Kind => new QueryStatus(),
            SetClock.Kind => SetClock.Parse(ref reader),
            Settle.Kind => new Settle(),
            NoteState.Kind => NoteState.Parse(ref reader),
            LoadPart.Kind => LoadPart.Parse(ref reader),
            EndLoad.Kind => EndLoad.Parse(ref reader),
            _ => null,
        };
        command = reader.Complete ? command : null;
        return command is not null;
    }

    public byte[] ToFrame()
    {
        var writer = new WireWriter();
        Format(writer);
        return FrameBuffer.Frame(writer.Written);
    }

    internal abstract void Format(WireWriter writer);
}
