namespace Rubis.Client.Emulation;

/// <summary>How long users look at a page.</summary>
internal enum ThinkTime
{
    /// <summary>As TPC-W has it: negative exponential with a mean of 7 s.</summary>
    Tpcw,

    /// <summary>The waits of the transition table.</summary>
    Table,

    /// <summary>Not at all: the next request follows at once.</summary>
    None,
}
