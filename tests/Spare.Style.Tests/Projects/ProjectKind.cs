namespace Spare.Style.Tests.Projects;

/// <summary>What a project is for, in the words of the table in docs/ARCHITECTURE.md.</summary>
internal enum ProjectKind
{
    Pure,
    Shell,
    Adapter,
    Library,
    Program,
}
