using System.Text;
using Spare.Configuration.Service;
using Spare.Protocol;
using Spare.Protocol.Http;

namespace Spare.Configuration.Tests.Service;

public sealed class ServiceFileReaderTests
{
    [Fact]
    public void Reads_what_the_file_says()
    {
        var file = Correct(SampleFiles.Service);

        Assert.Equal("register", file.Name);
        Assert.Equal("/srv/register", file.Directory);
        Assert.Equal(4, file.Start.Arguments.Length);
        Assert.Equal("hello", file.Start.Environment["GREETING"]);
        Assert.Equal([8100, 8101], file.Instances.Reads.ToArray());
        Assert.Equal(new HealthCheck("/health", TimeSpan.FromSeconds(20)), file.Health);
        Assert.Equal("clerk", file.Database.Owner);
        Assert.Equal("psql", Assert.Single(file.Database.Setup)[0]);
        Assert.Equal("16MB", file.Database.Settings["work_mem"]);
        Assert.Equal(new Tick("sweep", TimeSpan.FromMinutes(1), "/sweep"), Assert.Single(file.Ticks));
        Assert.True(file.Volatile.Fields.HasBodyRules);
        Assert.Equal(new OnWaking.Request("/drop-caches"), file.OnWaking);
        Assert.Equal("/health", file.PathBeforeWrites);
        Assert.Null((file with { OnWaking = new OnWaking.Restart() }).PathBeforeWrites);
        Assert.Equal(ServiceClock.Header, file.Clock);
    }

    [Fact]
    public void Volatile_fields_are_overwritten_as_the_file_says()
    {
        var fields = Correct(SampleFiles.Service).Volatile.Fields;

        Assert.True(fields.TryOverwrite("it took 17 ms"u8, new Instant(1), 100, out var body));
        Assert.Equal("it took 0 ms", Encoding.ASCII.GetString(body));
    }

    [Fact]
    public void Routes_keep_their_order_and_inherit_the_defaults()
    {
        var file = Correct(SampleFiles.Service);

        Assert.Equal(["/register/*", "/list"], file.Routes.Declared.Select(route => route.Path.ToString()));
        Assert.Equal(["GET", "HEAD"], file.Routes.Declared[0].Methods.ToArray());
        Assert.Equal(new RouteLimits(1 << 20, 64 << 10, TimeSpan.FromMilliseconds(500)), file.Routes.Declared[0].Limits);
        Assert.Equal(new RouteLimits(1 << 20, 8 << 20, TimeSpan.FromSeconds(5)), file.Routes.Declared[1].Limits);
        Assert.Equal(RouteClass.Read, file.Routes.Resolve("GET", "/list").Class);
        Assert.Equal(RouteClass.Write, file.Routes.Resolve("GET", "/other").Class);
    }

    [Fact]
    public void A_short_file_is_enough()
    {
        var file = Correct("""
            service: tiny
            start: {command: [/bin/tiny]}
            write-instance: {port: 8000}
            database: {name: tiny}
            """);

        Assert.Equal("tiny", file.Database.Owner);
        Assert.Empty(file.Instances.Reads);
        Assert.Equal("${service.directory}", file.Start.Directory);
        Assert.Equal(new OnWaking.Nothing(), file.OnWaking);
    }

    [Fact]
    public void All_mistakes_are_reported_at_once_in_the_order_of_the_lines()
    {
        var text = SampleFiles.Service
            .Replace("port: 8000", "port: 80", StringComparison.Ordinal)
            .Replace("count: 2", "cuont: 2", StringComparison.Ordinal)
            .Replace("deadline: 20s", "deadline: 20", StringComparison.Ordinal)
            .Replace("took [0-9]+ ms\"\n", "(?=look)ahead\"\n", StringComparison.Ordinal);

        var mistakes = ServiceFileReader.Read(text, "a.yaml").Mistakes.Select(mistake => mistake.ToString()).ToArray();

        Assert.Equal(
            [
                "a.yaml:7:9: 'port' must be a whole number from 1024 to 65535, not '80'",
                "a.yaml:9:3: 'read-instances' needs the key 'count'",
                "a.yaml:10:3: unknown key 'cuont' in 'read-instances'; did you mean 'count'?",
                "a.yaml:13:13: 'deadline' must be a duration from 1s to 10min, such as 500ms, 10s or 5min, not '20'",
                "a.yaml:41:16: The body pattern '(?=look)ahead' uses look-around, back-references or atomic groups, or is too large",
            ],
            mistakes);
    }

    [Theory]
    [InlineData("count: 2", "count: -1", "'count' must be a whole number from 0 to 16, not '-1'")]
    [InlineData("count: 2", "count: 2\n  count: 3", "key 'count' again; it is in line 10 already")]
    [InlineData("port: 8100", "port: 7999", "the read-only instances take the ports 7999 to 8000; 8000 is the write")]
    [InlineData("port: 8100", "port: 65535", "the read-only instances take the ports 65535 to 65536; 65535 is the last")]
    [InlineData("port: 8000", "port: 7000", "port 7000 belongs to the agent; choose others")]
    [InlineData("port: 8100", "port: 7000", "port 7000 belongs to the agent; choose others")]
    [InlineData("${port}", "${prot}", "an item of 'command' holds the unknown placeholder '${prot}'; did you mean 'port'?")]
    [InlineData("/schema.sql", "/${port}", "an argument holds the unknown placeholder '${port}'; known are")]
    [InlineData("GREETING", "PGHOST", "'PGHOST' is set by Spare, with all PG variables")]
    [InlineData("work_mem", "statement_timeout", "setting 'statement_timeout' is not permitted")]
    [InlineData("owner: clerk", "owner: pg_clerk", "'owner' must be lower-case letters")]
    [InlineData("path: /list", "path: /register/old", "'/register/old' never matches", false)]
    [InlineData("methods: [GET, HEAD]", "methods: [GET, FETCH]", "an item of 'methods' must be DELETE or GET")]
    [InlineData("class: read", "class: Read", "'class' must be write or read, not 'Read'")]
    [InlineData("path: /register/*", "path: /re*ter", "'path' contains '?', '#'")]
    [InlineData("reply-maximum: 64KiB", "reply-maximum: 64", "'reply-maximum' must be a size from 1B to 64MiB")]
    [InlineData("Date: agreed-time", "Content-Length: remove", "The header 'Content-Length' cannot be volatile")]
    [InlineData("X-Trace: remove", "date: remove", "the header 'date' again")]
    [InlineData("X-Trace: remove", "X-Trace: {fixed: \"a\\tb\"}", "The volatile header 'X-Trace' puts in characters outside")]
    [InlineData("X-Trace: remove", "X-Trace: {agreed-time: x}", "The volatile header 'X-Trace' has a date format that is none")]
    [InlineData("X-Trace: remove", "X-Trace: drop", "'X-Trace' must be agreed-time or remove or {fixed: text}")]
    [InlineData("X-Trace: remove", "\"X Trace\": remove", "'X Trace' is no header name")]
    [InlineData("took [0-9]+ ms\"\n", "a*\"\n", "The body pattern 'a*' matches the empty text")]
    [InlineData("took [0-9]+ ms\"\n", "a(\"\n", "The body pattern 'a(' is no regular expression")]
    [InlineData("clock: header", "clock: agreed", "'clock: agreed' sets one clock for one request at a time")]
    [InlineData("on-waking: {request: /drop-caches}", "on-waking: sleep", "'on-waking' must be nothing or restart or {req")]
    [InlineData("interval: 60s", "interval: 1ms", "'interval' must be a duration from 1s to 24h")]
    [InlineData("service: register", "service: &a register\ncopy: *a", "is not YAML: aliases (*name) are not accepted")]
    [InlineData("service: register", "service: [register]", "'service' must be a single value, not a list")]
    [InlineData("write-instance:\n  port: 8000", "write-instance: 8000", "'write-instance' must be a mapping of keys")]
    [InlineData("service: register", "service: re\tgister: x", "is not YAML")]
    public void A_mistake_is_named(string correct, string wrong, string expected, bool onlyOne = true)
    {
        var text = SampleFiles.Service.Replace(correct, wrong, StringComparison.Ordinal);
        Assert.NotEqual(SampleFiles.Service, text);
        if (!onlyOne)
        {
            text = text.Replace("methods: [GET, HEAD]", "methods: []", StringComparison.Ordinal);
        }

        var mistakes = ServiceFileReader.Read(text, "a.yaml").Mistakes;

        Assert.Contains(mistakes, mistake => mistake.Text.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_mistake()
    {
        var mistake = Assert.Single(ServiceFileReader.Load("/nowhere/a.yaml").Mistakes);

        Assert.StartsWith("/nowhere/a.yaml: cannot be read", mistake.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_is_called_one()
    {
        var mistake = Assert.Single(ServiceFileReader.Load(Path.GetTempPath()).Mistakes);

        Assert.EndsWith("is a directory, not a file", mistake.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("- a\n- b\n")]
    [InlineData("just text")]
    [InlineData("? [a]\n: b")]
    [InlineData("{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{")]
    [InlineData("a: &x [*x]")]
    [InlineData("%YAML 9.9\n---\n\u0001")]
    public void Text_of_another_kind_is_a_mistake(string text) =>
        Assert.NotEmpty(ServiceFileReader.Read(text, "a.yaml").Mistakes);

    [Fact]
    public void Any_cut_or_damaged_file_is_refused_or_read_but_never_throws()
    {
        for (var at = 0; at < SampleFiles.Service.Length; at++)
        {
            foreach (var damage in new[] { "", ":", "[", "}", "\t", "\0", "- ", "&*" })
            {
                var rest = SampleFiles.Service.AsSpan(Math.Min(at + 2, SampleFiles.Service.Length));
                var result = ServiceFileReader.Read(string.Concat(SampleFiles.Service.AsSpan(0, at), damage, rest), "a.yaml");
                Assert.Equal(result.Mistakes.IsEmpty, result.TryGet(out _));
            }
        }
    }

    [Fact]
    public void A_book_of_mistakes_is_cut_short()
    {
        var text = string.Concat(Enumerable.Range(0, 500).Select(i => $"unknown{i}: 1\n"));

        Assert.Equal(101, ServiceFileReader.Read(text, "a.yaml").Mistakes.Length);
    }

    [Fact]
    public void A_report_ends_with_the_number_of_mistakes()
    {
        var report = ServiceFileReader.Read("service: A", "a.yaml").Report();

        Assert.EndsWith("4 mistakes", report, StringComparison.Ordinal);
    }

    private static ServiceFile Correct(string text)
    {
        var result = ServiceFileReader.Read(text, "/srv/register/a.yaml");
        Assert.True(result.TryGet(out var file), result.Report());
        return file;
    }
}
