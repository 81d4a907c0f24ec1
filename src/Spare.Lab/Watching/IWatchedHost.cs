using Spare.Commands;

namespace Spare.Lab.Watching;

/// <summary>A host whose clients and daemon can be reached, wherever it is.</summary>
internal interface IWatchedHost
{
    /// <summary>1 or more.</summary>
    int Number { get; }

    /// <summary>Where clients reach it.</summary>
    Uri Url { get; }

    AdminClient Admin { get; }

    /// <summary>Another daemon has another number; null: it does not run, or nobody knows.</summary>
    int? DaemonProcessId { get; }
}
