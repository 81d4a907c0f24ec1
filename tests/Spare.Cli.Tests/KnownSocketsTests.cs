using Spare.Commands;
using Spare.Protocol;

namespace Spare.Cli.Tests;

/// <summary>Which daemons a command asks when none was named.</summary>
public sealed class KnownSocketsTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-cli-");
    private readonly KnownSockets known;

    public KnownSocketsTests() => known = new KnownSockets(PathOf, PathOf("admin.sock"));

    public void Dispose() => directory.Delete(recursive: true);

    [Theory]
    [InlineData("spare-lab", "'spare-lab fault start-host 2' starts it")]
    [InlineData("spare-second", "'spare-lab fault start-host 2 --lab spare-second' starts it")]
    public void The_daemons_of_a_lab_are_asked_and_each_can_be_started_by_its_lab(string lab, string start)
    {
        HaveLab(lab, Environment.ProcessId);
        var found = known.Find(lab);
        Assert.Equal(["/h1.sock", "/h2.sock"], found.Select(daemon => daemon.Socket));
        Assert.Equal([new HostId(1), new HostId(2)], found.Select(daemon => daemon.Host));
        Assert.Contains(start, found[1].HowToStart, StringComparison.Ordinal);
    }

    [Fact]
    public void The_daemons_of_a_lab_that_ended_are_started_by_a_new_lab()
    {
        HaveLab(LabRecord.DefaultName, int.MaxValue);
        Assert.All(known.Find(LabRecord.DefaultName), daemon => Assert.Equal(
            "The lab does not run any more: 'make run' starts one.", daemon.HowToStart));
    }

    [Fact]
    public void The_daemon_that_is_no_labs_is_asked_after_those_of_the_lab_or_alone()
    {
        HaveDaemon();
        var own = new KnownDaemon(PathOf("admin.sock"));
        Assert.Equal([own], known.Find(LabRecord.DefaultName));
        HaveLab(LabRecord.DefaultName, Environment.ProcessId);
        Assert.Equal(["/h1.sock", "/h2.sock", own.Socket], known.Find(LabRecord.DefaultName).Select(daemon => daemon.Socket));
        Assert.Equal(own, known.Find(LabRecord.DefaultName)[2]);
    }

    [Fact]
    public void Without_any_daemon_a_lab_is_to_be_started()
    {
        var failure = Assert.Throws<CommandException>(() => known.Find(LabRecord.DefaultName));
        Assert.Contains("start a lab with 'make run'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_answers_for_a_lab_that_was_named_and_is_not_there()
    {
        HaveDaemon();
        HaveLab(LabRecord.DefaultName, Environment.ProcessId);
        var mistake = Assert.Throws<UsageException>(() => known.Find("spare-second"));
        Assert.StartsWith("There is no lab 'spare-second'", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_a_lab_is_not_those_that_run_are_named()
    {
        var none = LabRecord.NotFound("spare-second", directory.FullName).Message;
        Assert.Equal("There is no lab 'spare-second' on this machine: none runs; 'make run' starts one", none);
        HaveLab("spare-third", Environment.ProcessId);
        HaveLab("spare-killed", int.MaxValue);
        Assert.EndsWith(
            "takes the name under which one was started, such as spare-third",
            LabRecord.NotFound("spare-second", directory.FullName).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_is_damaged_is_named()
    {
        HaveLab(LabRecord.DefaultName, Environment.ProcessId);
        var record = Assert.Single(directory.GetFiles("*", SearchOption.AllDirectories)).FullName;
        File.WriteAllText(record, "{\"name\":");
        var failure = Assert.Throws<CommandException>(() => known.Find(LabRecord.DefaultName));
        Assert.StartsWith($"{record} cannot be read", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_a_path_leads_nowhere_else() =>
        Assert.Equal("/var/lib/passwd", LabRecord.DirectoryOf("../../etc/passwd"));

    private string PathOf(string name) => Path.Combine(directory.FullName, name);

    private void HaveDaemon() => File.WriteAllText(PathOf("admin.sock"), "");

    private void HaveLab(string name, int process)
    {
        var record = new LabRecord(
            name, process, "rubis", [new LabRecord.Host(1, "/h1.sock", "http://h1"), new LabRecord.Host(2, "/h2.sock", "http://h2")]);
        record.Write(Directory.CreateDirectory(PathOf(name)).FullName);
    }
}
