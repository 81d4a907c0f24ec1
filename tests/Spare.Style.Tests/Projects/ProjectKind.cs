namespace Spare.Style.Tests.Projects;

/// <summary>What a project is for, in the words of the table in docs/ARCHITECTURE.md.</summary>
internal enum ProjectKind
{
    Pure,

    /// <summary>Of use to others by itself: references nothing, and an adapter may reference it.</summary>
    Binding,
    Shell,
    Adapter,
    Library,
    Program,
}
