using Spare.Configuration.Hosts;
using Spare.Protocol;

namespace Spare.Configuration.Tests.Hosts;

public sealed class LibvirtDriverSettingsTests
{
    private static readonly string Least = SampleFiles.Host
        .Replace("driver: process", "driver: libvirt", StringComparison.Ordinal)
        .Replace("  agent: [/usr/lib/spare/spare-agent]\n", "", StringComparison.Ordinal)
        .Replace("  addresses: 10.99.0.0/16\n", "", StringComparison.Ordinal)
        .Replace("  users: 200000-200999\n", "", StringComparison.Ordinal);

    [Fact]
    public void What_is_not_said_has_its_default()
    {
        var settings = Correct(Least);

        Assert.Equal(
            new LibvirtDriverSettings
            {
                StateDirectory = "/etc/spared/state",
                Images = settings.Images,
                StartDeadline = TimeSpan.FromMinutes(1),
                Uri = "qemu:///system",
                Bridges = settings.Bridges,
                Acceleration = MachineAcceleration.Kvm,
                Memory = 512L << 20,
                Processors = 1,
            },
            settings);
        Assert.Equal("/etc/spared/image", Assert.Single(settings.Images));
        Assert.Empty(settings.Bridges);
    }

    [Fact]
    public void Several_images_make_replicas_of_different_systems()
    {
        var settings = Correct(Least.Replace("  image: image\n", "  images: [one, /two]\n", StringComparison.Ordinal));

        Assert.True(settings.Images.SequenceEqual(["/etc/spared/one", "/two"]));
    }

    [Theory]
    [InlineData(3, 1, ReplicationMode.Spare, null)]
    [InlineData(2, 1, ReplicationMode.Spare, "Up to 3 replicas vote on one request (f=1), and there are images for 2")]
    [InlineData(3, 2, ReplicationMode.Spare, "Up to 5 replicas vote on one request (f=2), and there are images for 3")]
    [InlineData(1, 2, ReplicationMode.Crash, null)]
    public void Fewer_images_than_replicas_that_vote_are_said(int images, int faults, ReplicationMode mode, string? reason)
    {
        var said = LibvirtDriverSettings.WhyAlike(images, new FaultThreshold(faults, mode));

        Assert.Equal(reason, said?.Split(':')[0]);
    }

    [Fact]
    public void One_image_or_a_list_of_them_is_said_but_not_both()
    {
        var read = HostFileReader.Read(With("images: [one]"), "h.yaml");

        Assert.StartsWith("unknown key 'image' in 'hypervisor'", Assert.Single(read.Mistakes).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_said_replaces_the_default()
    {
        var settings = Correct(With(
            "uri: qemu+unix:///system?socket=/run/lv", "memory: 1GiB", "processors: 4", "start-deadline: 90s", "slowdown: 3",
            "passive-memory: page-out"));

        Assert.Equal("qemu+unix:///system?socket=/run/lv", settings.Uri);
        Assert.Equal(1L << 30, settings.Memory);
        Assert.Equal(4, settings.Processors);
        Assert.Equal(TimeSpan.FromSeconds(90), settings.StartDeadline);
        Assert.Equal(3, settings.Slowdown);
        Assert.Equal(PassiveMemory.PageOut, settings.PassiveMemory);
    }

    [Fact]
    public void Without_hardware_support_everything_may_take_longer()
    {
        var settings = Correct(With("acceleration: emulation"));

        Assert.Equal(MachineAcceleration.Emulation, settings.Acceleration);
        Assert.Equal(6, settings.Slowdown);
        Assert.Equal(TimeSpan.FromMinutes(6), settings.StartDeadline);
    }

    [Fact]
    public void A_manager_that_is_a_virtual_machine_has_its_links_named_and_another_hosts_libvirt()
    {
        var settings = Correct(With("uri: qemu+ssh://spare@machine/system", Bridges("a", "b", "c", "d")));

        Assert.Equal("qemu+ssh://spare@machine/system", settings.Uri);
        Assert.Equal(["a", "b", "c", "d"], settings.Bridges.Select(one => one.Bridge));
        Assert.Equal("eth-d", settings.Bridges[3].Interface);
    }

    [Fact]
    public void A_link_is_for_one_machine_and_there_are_enough_of_them()
    {
        var read = HostFileReader.Read(
            With(Bridges("a", "a"), "passive-memory: page-out", "uri: elsewhere"), "h.yaml");

        string[] expected =
        [
            "a with eth-a is in 'bridges' twice: a machine is alone on its link",
            "'bridges' must have at least 4 items, one for each machine that there may be at a time",
            "'uri' must be a libvirt address such as qemu+ssh://spare@machine/system, not 'elsewhere'",
            "'passive-memory: page-out' is for machines of this host: with 'bridges' leave it out",
        ];
        Assert.Equal(expected.Order(), read.Mistakes.Select(mistake => mistake.Text).Order());
    }

    [Fact]
    public void An_interface_has_a_name_of_the_kernels()
    {
        var read = HostFileReader.Read(With(Bridges("a", "b", "c", "d-has-a-name-of-32-letters-at-least")), "h.yaml");

        Assert.Equal(2, read.Mistakes.Length);
        Assert.All(
            read.Mistakes,
            mistake => Assert.Contains("must be the name of a network interface, of at most 15", mistake.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void All_mistakes_are_reported_at_once()
    {
        var read = HostFileReader.Read(
            With("uri: qemu+ssh://elsewhere/system", "acceleration: fast", "memory: 1MiB", "processors: 0", "users: 200000-200999"),
            "h.yaml");

        string[] expected =
        [
            "'uri' must be a libvirt address of this host, such as qemu:///system (that of another one needs 'bridges'),"
                + " not 'qemu+ssh://elsewhere/system'",
            "'acceleration' must be kvm or emulation, not 'fast'",
            "'memory' must be a size from 64MiB to 1024GiB, such as 512KiB or 1MiB, not '1MiB'",
            "'processors' must be a whole number from 1 to 64, not '0'",
            "unknown key 'users' in 'hypervisor'",
        ];
        Assert.All(
            expected,
            text => Assert.Contains(read.Mistakes, mistake => mistake.Text.StartsWith(text, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, read.Mistakes.Length);
    }

    private static string Bridges(params string[] names) =>
        $"bridges: [{string.Join(", ", names.Select(name => $"{{bridge: {name}, interface: eth-{name}}}"))}]";

    private static string With(params string[] lines) => Least.Replace(
        "  driver: libvirt\n", $"  driver: libvirt\n{string.Concat(lines.Select(line => $"  {line}\n"))}", StringComparison.Ordinal);

    private static LibvirtDriverSettings Correct(string text)
    {
        var result = HostFileReader.Read(text, "/etc/spared/h.yaml");
        Assert.True(result.TryGet(out var file), result.Report());
        return Assert.IsType<LibvirtDriverSettings>(file.Hypervisor);
    }
}
