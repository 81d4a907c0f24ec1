using System.Collections.Immutable;
using Spare.Configuration.Reading;

namespace Spare.Evaluation.Testbeds;

/// <summary>Reads a testbed's file; every mistake is reported with its line.</summary>
internal static class TestbedReader
{
    private const int HostsMaximum = 16;
    private const int WordsMaximum = 50;
    private const string InterfaceUsual = "eth0";
    private const string BenchUsual = "spare-bench";
    private const string SocketUsual = "/run/spare/admin.sock";
    private static readonly TimeSpan DeadlineUsual = TimeSpan.FromMinutes(5);
    private static readonly Uri Nowhere = new("http://nowhere");

    private static readonly ScalarType<Uri> Url = new(Nowhere, (string text, out Uri value) =>
    {
        var isUrl = Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
        value = isUrl && url is not null ? url : Nowhere;
        return isUrl ? null : $"must be a URL such as http://10.0.0.1:8080/rubis, not '{text}'";
    });

    public static Checked<Testbed> Load(string path) => ConfigurationText.Load(path, Read);

    public static Checked<Testbed> Read(string text, string fileName) => ConfigurationText.Read(
        text, fileName, "the testbed", root => File(root, Path.GetFullPath(fileName)));

    private static Testbed File(Section root, string path) => new(
        Path.GetFileNameWithoutExtension(path),
        Path.GetDirectoryName(path) ?? "/",
        root.Required("start", Scalars.Text()),
        root.Required("stop", Scalars.Text()),
        root.Optional("start-deadline", Scalars.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)), DeadlineUsual))
    {
        Hosts = Hosts(root),
        LoseHost = root.Has("lose-host") ? root.Required("lose-host", Scalars.Text()) : null,
        Witness = root.Has("witness") ? Host(root.RequiredSection("witness"), Nowhere) : null,
    };

    private static ImmutableArray<TestbedHost> Hosts(Section root)
    {
        ImmutableArray<TestbedHost> hosts =
        [
            .. root.Items("hosts", HostsMaximum).Select((item, i) =>
            {
                var section = root.Child(item, $"host {i + 1}");
                return Host(section, section.Required("url", Url));
            }),
        ];
        if (hosts.Length == 0)
        {
            root.Mistake(root.PositionOf("hosts"), "'hosts' must name at least one host");
        }

        return hosts;
    }

    private static TestbedHost Host(Section section, Uri url) => new(
        url,
        section.Scalars("reach", WordsMaximum, Scalars.Text()),
        section.Optional("interface", Scalars.Text(15), InterfaceUsual),
        section.Has("bench") ? section.RequiredScalars("bench", WordsMaximum, Scalars.Text()) : [BenchUsual],
        section.Optional("socket", Scalars.Text(), SocketUsual));
}
