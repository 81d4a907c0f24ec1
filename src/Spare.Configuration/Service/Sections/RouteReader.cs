using Spare.Configuration.Reading;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;

namespace Spare.Configuration.Service.Sections;

/// <summary>Reads the routes and what holds where they say nothing. A route that can never match is a mistake.</summary>
internal sealed class RouteReader(Section root)
{
    private static readonly ScalarType<TimeSpan> Deadline =
        Scalars.Duration(TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));

    private static readonly ScalarType<int> RequestSize =
        Scalars.Size(0, RouteLimits.RequestBodyMaximum).Select(size => (int)size);

    private static readonly ScalarType<int> ReplySize =
        Scalars.Size(1, RouteLimits.ReplyBodyMaximum).Select(size => (int)size);

    private static readonly ScalarType<string> Method = Scalars.Choice(
        [.. new[] { "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT" }.Select(method => (method, method))]);

    private static readonly ScalarType<RouteClass> Class =
        Scalars.Choice(("write", RouteClass.Write), ("read", RouteClass.Read));

    private static readonly ScalarType<RoutePattern> Pattern = new(Everything(), (string text, out RoutePattern value) =>
    {
        var known = RoutePattern.TryParse(text, out var pattern, out var mistake);
        value = pattern ?? Everything();
        return known ? null : mistake;
    });

    public RouteTable Read()
    {
        var undeclared = Limits(root.OptionalSection("defaults"), RouteLimits.Default);
        var routes = new List<(Route Rule, Section Section)>();
        foreach (var item in root.Items("routes", RouteTable.RoutesMaximum))
        {
            var section = root.Child(item, $"route {routes.Count + 1}");
            var route = Route(section, new RouteNumber((ushort)(routes.Count + 1)), undeclared);
            var hiding = routes.FirstOrDefault(earlier => Covers(earlier.Rule, route));
            if (hiding.Section is not null && section.Has("path") && hiding.Section.Has("path"))
            {
                section.Mistake(
                    section.Position,
                    $"'{route.Path}' never matches: the route in line {hiding.Section.Position.Line} ('{hiding.Rule.Path}') comes first");
            }

            routes.Add((route, section));
        }

        return new RouteTable(undeclared, [.. routes.Select(route => route.Rule)]);
    }

    private static Route Route(Section section, RouteNumber number, RouteLimits undeclared) => new()
    {
        Number = number,
        Path = section.Required("path", Pattern),
        Methods = [.. section.Scalars("methods", 7, Method).Distinct().Order(StringComparer.Ordinal)],
        Class = section.Required("class", Class),
        Limits = Limits(section, undeclared),
    };

    private static RouteLimits Limits(Section section, RouteLimits otherwise) => new(
        section.Optional("request-maximum", RequestSize, otherwise.RequestBody),
        section.Optional("reply-maximum", ReplySize, otherwise.ReplyBody),
        section.Optional("deadline", Deadline, otherwise.Deadline));

    private static bool Covers(Route earlier, Route later)
    {
        var path = later.Path.ToString();
        var isPrefix = path.EndsWith('*');
        var covers = earlier.Path.ToString().EndsWith('*')
            ? earlier.Path.Matches(path.TrimEnd('*'))
            : !isPrefix && earlier.Path.Matches(path);
        return covers && (earlier.Methods.IsEmpty
            || (!later.Methods.IsEmpty && later.Methods.All(method => earlier.Matches(method, path.TrimEnd('*')))));
    }

    private static RoutePattern Everything()
    {
        Invariant.Holds(RoutePattern.TryParse("/*", out var everything, out _));
        return everything!;
    }
}
