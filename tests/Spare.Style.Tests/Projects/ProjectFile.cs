using System.Xml.Linq;
using Spare.Style.Tests.Sources;

namespace Spare.Style.Tests.Projects;

/// <summary>A project of src, as its file describes it.</summary>
internal sealed class ProjectFile
{
    public ProjectFile(SourceFile file)
    {
        File = file;
        Name = Path.GetFileNameWithoutExtension(file.Path);
        var document = XDocument.Parse(file.Text);
        IsPure = document.Descendants("Pure").Any(element => element.Value == "true");
        References = Sorted(document, "ProjectReference", include => Path.GetFileNameWithoutExtension(include));
        Packages = Sorted(document, "PackageReference", include => include);
        Frameworks = Sorted(document, "FrameworkReference", include => include);
    }

    public static IReadOnlyList<ProjectFile> All { get; } =
    [
        .. Repository.Files
            .Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal)
                && file.Path.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(file => new ProjectFile(file)),
    ];

    public SourceFile File { get; }

    public string Name { get; }

    public bool IsPure { get; }

    public IReadOnlyList<string> References { get; }

    public IReadOnlyList<string> Packages { get; }

    public IReadOnlyList<string> Frameworks { get; }

    private static string[] Sorted(XDocument document, string element, Func<string, string> name) =>
    [
        .. document.Descendants(element).Select(reference => name((string)reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .Order(StringComparer.Ordinal),
    ];
}
