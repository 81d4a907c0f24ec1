using System.Runtime.CompilerServices;
using Rubis.Service.Serving;
using Spare.Configuration.Service;
using Spare.Protocol.Http;

namespace Rubis.Tests.Serving;

public sealed class ServiceFileTests
{
    [Theory]
    [InlineData("rubis-small.yaml")]
    [InlineData("rubis-tiny.yaml")]
    [InlineData("rubis-large.yaml")]
    public void Declares_every_page_that_only_reads_and_no_write(string file)
    {
        var read = ServiceFileReader.Load(PathOf(file));

        Assert.True(read.TryGet(out var service), read.Report());
        foreach (var (path, route) in Site.Routes)
        {
            var expected = route.Kind == RouteKind.Write ? RouteClass.Write : RouteClass.Read;
            Assert.Equal(expected, service.Routes.Resolve("GET", path + "?itemId=1").Class);
            Assert.Equal(expected, service.Routes.Resolve("POST", path).Class);
        }

        Assert.Equal(RouteClass.Read, service.Routes.Resolve("GET", "/rubis/images/logo.svg").Class);
        Assert.Equal(RouteClass.Read, service.Routes.Resolve("GET", service.Health.Path).Class);
    }

    private static string PathOf(string file, [CallerFilePath] string here = "") => Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(here) ?? "", "..", "..", "..", "benchmarks", "Rubis.Service", file));
}
