using System.IO.Pipelines;
using Microsoft.Extensions.Logging;

namespace Spare.Interception.Connections;

/// <summary>A client's connection whose incoming bytes pass the guard.</summary>
internal sealed class GuardedTransport(IDuplexPipe inner, ILogger logger) : IDuplexPipe
{
    public PipeReader Input { get; } = new GuardedReader(inner.Input, logger);

    public PipeWriter Output { get; } = inner.Output;
}
