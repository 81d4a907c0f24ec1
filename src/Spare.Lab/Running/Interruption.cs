using System.Runtime.InteropServices;

namespace Spare.Lab.Running;

/// <summary>A closed terminal ends a lab like Ctrl-C, with everything removed.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource end;
    private readonly PosixSignalRegistration closed;

    public Interruption(CancellationToken interrupted)
    {
        end = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        closed = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            end.Cancel();
        });
    }

    public CancellationToken Token => end.Token;

    public void Dispose()
    {
        closed.Dispose();
        end.Dispose();
    }
}
