namespace Spare.Evaluation.Rounds;

/// <summary>The stages of masking a fault by their names in records.</summary>
internal static class Stages
{
    public const string Detected = "detected";
    public const string HelpAsked = "help asked";
    public const string HelpTaken = "help taken";
    public const string Woken = "woken";
    public const string Updated = "updated";
    public const string Executed = "executed";
    public const string Voted = "voted";
    public const string Answered = "answered";
}
