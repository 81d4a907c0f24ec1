namespace Spare.Lab.Clients;

/// <summary>
/// The states that a register can be in which one client alone writes, one request at a time, as far as the client can tell
/// from the answers. A write without an answer may have taken effect, or may do so at any time later, once.
/// </summary>
internal sealed class KnownRegister
{
    /// <summary>Each write without an answer may double the states.</summary>
    public const int OpenWritesMaximum = 4;

    private readonly List<string> open = [];
    private HashSet<State> states = [new(Value: null, Version: 0, Effective: 0)];

    /// <summary>Writes without an answer.</summary>
    public int OpenWrites => open.Count;

    /// <summary>The values that it may have now, for a person who reads of a wrong one.</summary>
    public IEnumerable<string> Possible => Now().Select(state => $"{state.Value ?? "nothing"} (version {state.Version})").Distinct();

    /// <summary>A write of this value was not answered.</summary>
    public void LeaveOpen(string value) => open.Add(value);

    /// <summary>Whether a write can have been answered so; from then on it is known that it was.</summary>
    /// <param name="value">What was written.</param>
    /// <param name="version">The version that the write made.</param>
    /// <param name="old">The value before; null: there was none.</param>
    public bool CanHaveWritten(string value, long version, string? old) => Narrow(
        [.. Now().Where(state => state.Value == old && state.Version + 1 == version)
            .Select(state => state with { Value = value, Version = version })]);

    /// <summary>Whether a read can have been answered so.</summary>
    /// <param name="value">Null: there is no such register.</param>
    /// <param name="version">0 if there is none.</param>
    public bool CanHaveRead(string? value, long version) =>
        Narrow([.. Now().Where(state => state.Value == value && state.Version == version)]);

    private bool Narrow(HashSet<State> left)
    {
        if (left.Count == 0)
        {
            return false;
        }

        states = left;
        return true;
    }

    /// <summary>What is known, and what any of the open writes can have made of it.</summary>
    private HashSet<State> Now()
    {
        var reached = new HashSet<State>(states);
        var next = new Queue<State>(states);
        while (next.TryDequeue(out var state))
        {
            foreach (var (index, value) in open.Index().Where(write => (state.Effective & (1 << write.Index)) == 0))
            {
                var after = new State(value, state.Version + 1, state.Effective | (1 << index));
                if (reached.Add(after))
                {
                    next.Enqueue(after);
                }
            }
        }

        return reached;
    }

    /// <param name="Effective">A bit for each open write that took effect.</param>
    private sealed record State(string? Value, long Version, int Effective);
}
