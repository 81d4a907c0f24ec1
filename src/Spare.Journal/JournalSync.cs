namespace Spare.Journal;

/// <summary>When a record counts as durable.</summary>
public abstract record JournalSync
{
    private JournalSync()
    {
    }

    /// <summary>After the disk has confirmed it: nothing that was answered is lost with the power.</summary>
    public sealed record BeforeReply : JournalSync;

    /// <summary>
    /// Once the operating system has it; the disk is asked to confirm after at most this long. A power failure may
    /// lose what was answered meanwhile: a choice that the operator makes with open eyes.
    /// </summary>
    public sealed record Interval(TimeSpan Longest) : JournalSync;
}
