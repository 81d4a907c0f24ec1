namespace Spare.Configuration.Reading;

/// <summary>One thing that is wrong with a configuration file, in a sentence that says what would be right.</summary>
public sealed record Mistake(string File, Position Position, string Text)
{
    public override string ToString() =>
        Position == Position.File ? $"{File}: {Text}" : $"{File}:{Position}: {Text}";
}
