using Spare.Evaluation.Experiments;
using Spare.Evaluation.Testbeds;

namespace Spare.Evaluation.Tests.Testbeds;

public sealed class TestbedReaderTests
{
    private const string Two = """
        start: ./start
        stop: ./stop
        start-deadline: 2min
        hosts:
          - url: http://10.0.0.1:8080/rubis
            reach: [ssh, root@10.0.0.1]
            interface: ens3
            bench: [/opt/spare-bench]
            socket: /run/other.sock
          - url: https://h2/rubis
        """;

    [Fact]
    public void Reads_what_is_there_and_knows_what_is_usual()
    {
        var testbed = Read(Two);

        Assert.Equal(("kvm", "/etc/lab", TimeSpan.FromMinutes(2)), (testbed.Name, testbed.Directory, testbed.StartDeadline));
        Assert.Equal(("./start", "./stop"), (testbed.Start, testbed.Stop));
        Assert.Null(testbed.Witness);
        Assert.Null(testbed.LoseHost);
        var (first, second) = (testbed.Hosts[0], testbed.Hosts[1]);
        Assert.Equal(["ssh", "root@10.0.0.1"], first.Reach.ToArray());
        Assert.Equal(("ens3", "/run/other.sock", "/opt/spare-bench"), (first.Interface, first.Socket, Assert.Single(first.Bench)));
        Assert.Equal(new Uri("https://h2/rubis"), second.Url);
        Assert.Empty(second.Reach);
        Assert.Equal(("eth0", "/run/spare/admin.sock", "spare-bench"), (second.Interface, second.Socket, Assert.Single(second.Bench)));
    }

    [Fact]
    public void Every_mistake_is_reported_with_its_line()
    {
        var wrong = Two.Replace("http://10.0.0.1:8080/rubis", "10.0.0.1", StringComparison.Ordinal)
            .Replace("stop: ./stop", "end: ./stop", StringComparison.Ordinal);

        var read = TestbedReader.Read($"{wrong}\nwitness: {{reach: yes}}\n", "kvm.yaml");

        Assert.False(read.TryGet(out _));
        Assert.Equal([1, 2, 5, 11], read.Mistakes.Select(mistake => mistake.Position.Line).Order());
    }

    [Fact]
    public void A_testbed_without_hosts_is_none()
    {
        var read = TestbedReader.Read("start: a\nstop: b\nhosts: []\n", "x.yaml");

        Assert.Contains("'hosts'", read.Report(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExperimentKind.Load, Setting.Spare, 1, null)]
    [InlineData(ExperimentKind.Load, Setting.AppBft, 1, "needs 3 hosts, and the testbed has 2")]
    [InlineData(ExperimentKind.Load, Setting.Spare, 2, "needs 3 hosts, and the testbed has 2")]
    [InlineData(ExperimentKind.Fault, Setting.Spare, 1, null)]
    [InlineData(ExperimentKind.NoOp, Setting.Spare, 1, "measured in a lab alone")]
    [InlineData(ExperimentKind.HostCrash, Setting.Spare, 1, "needs the testbed's 'lose-host'")]
    internal void What_its_hosts_cannot_do_is_known_before(ExperimentKind kind, Setting setting, int faults, string? objection)
    {
        var experiment = new Experiment { Name = "x", Kind = kind, Settings = [Setting.Direct, setting], Faults = faults, Rounds = 1 };

        var said = Read(Two).Objection(experiment);

        Assert.Equal(objection is null, said is null);
        Assert.Contains(objection ?? "", said ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void The_testbeds_that_come_with_it_are_right()
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "benchmarks", "testbeds"), "*.yaml");

        Assert.Equal(2, files.Length);
        Assert.All(files, file => Assert.True(TestbedReader.Load(file).TryGet(out _), TestbedReader.Load(file).Report()));
    }

    private static Testbed Read(string text)
    {
        var read = TestbedReader.Read(text, "/etc/lab/kvm.yaml");
        return read.TryGet(out var testbed) ? testbed : throw new InvalidOperationException(read.Report());
    }
}
