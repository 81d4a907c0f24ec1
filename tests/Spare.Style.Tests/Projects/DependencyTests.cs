using Spare.Style.Tests.Sources;

namespace Spare.Style.Tests.Projects;

public sealed class DependencyTests
{
    /// <summary>What a project of a kind may reference.</summary>
    private static readonly Dictionary<ProjectKind, ProjectKind[]> Permitted = new()
    {
        [ProjectKind.Pure] = [ProjectKind.Pure],
        [ProjectKind.Binding] = [],
        [ProjectKind.Library] = [ProjectKind.Pure],
        [ProjectKind.Shell] = [ProjectKind.Pure],
        [ProjectKind.Adapter] = [ProjectKind.Pure, ProjectKind.Shell, ProjectKind.Binding],
        [ProjectKind.Program] = [ProjectKind.Pure, ProjectKind.Shell, ProjectKind.Adapter, ProjectKind.Library],
    };

    [Fact]
    public void Projects_reference_what_the_architecture_page_says() =>
        Repository.Keeps(Differences(ProjectFile.All, DependencyTable.Rows));

    [Fact]
    public void The_architecture_page_keeps_the_direction_of_dependencies() => Repository.Keeps(WrongWays(DependencyTable.Rows));

    [Fact]
    public void The_agent_sees_nothing_of_the_manager()
    {
        var agent = ProjectFile.All.Single(project => project.Name == "Spare.Agent");

        Assert.DoesNotContain("Spare.Replication", Reachable(agent));
        Assert.DoesNotContain("Spare.Runtime", Reachable(agent));
    }

    [Fact]
    public void Pure_projects_have_no_package_of_their_own() => Repository.Keeps(
        ProjectFile.All.Where(project => project.IsPure && project.Packages.Count + project.Frameworks.Count > 0)
            .Select(project => project.File.AtLine(1, $"a pure project with the packages {string.Join(", ", project.Packages)}")));

    [Fact]
    public void Nothing_in_the_source_references_a_test() => Repository.Keeps(
        ProjectFile.All.Where(project => project.References.Any(name => !Directory.Exists(Path.Combine(Repository.Root, "src", name))))
            .Select(project => project.File.AtLine(1, "references a project outside src")));

    [Fact]
    public void Versions_are_in_one_place() => Repository.Keeps(Versions);

    [Fact]
    public void A_version_in_a_project_is_found() => Assert.Single(Versions(
        new SourceFile("src/A/A.csproj", "<Project>\n<PackageReference Include=\"B\" Version=\"1.0\" />\n</Project>")));

    [Fact]
    public void Every_project_has_a_lock_file() => Repository.Keeps(
        Repository.Files.Where(file => file.Path.EndsWith(".csproj", StringComparison.Ordinal)
                && !File.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(file.Path)!, "packages.lock.json")))
            .Select(file => file.AtLine(1, "has no packages.lock.json: run dotnet restore and commit it")));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Find("Spare.sln")!.Text.Replace('\\', '/');
        Repository.Keeps(Repository.Files
            .Where(file => file.Path.EndsWith(".csproj", StringComparison.Ordinal)
                && !solution.Contains(file.Path, StringComparison.Ordinal))
            .Select(file => file.AtLine(1, "is not in Spare.sln: run dotnet sln add")));
    }

    [Fact]
    public void A_reference_that_the_page_does_not_permit_is_found()
    {
        var project = Project("<ProjectReference Include=\"../Spare.Protocol/Spare.Protocol.csproj\" />");
        var silent = DependencyTable.Parse(["| `Spare.Sample` | adapter | - | - |"]);
        var right = DependencyTable.Parse(["| `Spare.Sample` | adapter | Protocol | - |"]);

        Assert.Single(Differences([project], silent));
        Assert.Empty(Differences([project], right));
        Assert.Single(Differences([project], []));
        Assert.Single(Differences([], right));
    }

    [Fact]
    public void A_package_that_the_page_does_not_name_is_found()
    {
        var project = Project("<PackageReference Include=\"Npgsql\" />");

        Assert.Single(Differences([project], DependencyTable.Parse(["| `Spare.Sample` | adapter | - | - |"])));
        Assert.Empty(Differences([project], DependencyTable.Parse(["| `Spare.Sample` | adapter | - | Npgsql |"])));
    }

    [Fact]
    public void An_adapter_that_references_an_adapter_is_found() => Assert.Single(WrongWays(DependencyTable.Parse(
        ["| `Spare.One` | adapter | Two | - |", "| `Spare.Two` | adapter | - | - |"])));

    private static ProjectFile Project(string items) => new(new SourceFile(
        "src/Spare.Sample/Spare.Sample.csproj", $"<Project><ItemGroup>{items}</ItemGroup></Project>"));

    private static IEnumerable<Finding> Differences(IEnumerable<ProjectFile> projects, IReadOnlyList<DependencyTable.Row> rows)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var project in projects)
        {
            seen.Add(project.Name);
            var row = rows.FirstOrDefault(row => row.Name == project.Name);
            var actual = Show(project.References.Select(Short), project.Packages);
            if (row is null)
            {
                yield return project.File.AtLine(1, $"{project.Name} is not in the table of {DependencyTable.Page}");
            }
            else if (Show(row.References, row.Packages) is var expected && expected != actual)
            {
                yield return project.File.AtLine(1, $"has {actual}; {DependencyTable.Page}:{row.Line} permits {expected}");
            }
        }

        foreach (var row in rows.Where(row => !seen.Contains(row.Name)))
        {
            yield return new Finding(DependencyTable.Page, row.Line, $"there is no project {row.Name}");
        }
    }

    private static IEnumerable<Finding> WrongWays(IReadOnlyList<DependencyTable.Row> rows) =>
        from row in rows
        from name in row.References
        let target = rows.FirstOrDefault(other => Short(other.Name) == name)
        where target is null || !Permitted[row.Kind].Contains(target.Kind)
        select new Finding(
            DependencyTable.Page, row.Line, $"{row.Kind} {row.Name} may not reference {target?.Kind} {name}");

    private static IEnumerable<Finding> Versions(SourceFile file)
    {
        for (var i = 0; file.Path.EndsWith(".csproj", StringComparison.Ordinal) && i < file.Lines.Length; i++)
        {
            if (file.Lines[i].Contains("<PackageReference", StringComparison.Ordinal)
                && file.Lines[i].Contains(" Version=", StringComparison.Ordinal))
            {
                yield return file.AtLine(i + 1, "a version outside Directory.Packages.props");
            }
        }
    }

    private static HashSet<string> Reachable(ProjectFile project)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<ProjectFile>([project]);
        while (open.TryDequeue(out var next))
        {
            foreach (var name in next.References.Where(reached.Add))
            {
                open.Enqueue(ProjectFile.All.Single(other => other.Name == name));
            }
        }

        return reached;
    }

    private static string Show(IEnumerable<string> references, IEnumerable<string> packages) =>
        $"[{string.Join(", ", references.Order(StringComparer.Ordinal))}] and the packages [{string.Join(", ", packages)}]";

    private static string Short(string name) => name.StartsWith("Spare.", StringComparison.Ordinal) ? name[6..] : name;
}
