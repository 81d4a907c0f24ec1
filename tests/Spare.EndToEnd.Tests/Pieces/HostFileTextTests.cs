using Spare.Configuration.Hosts;
using Spare.Lab;
using Spare.Lab.Daemons;
using Spare.Lab.Images;
using Spare.Lab.Machines;
using Spare.Lab.Networks;
using Spare.Protocol;

namespace Spare.EndToEnd.Tests.Pieces;

public sealed class HostFileTextTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(MachineAcceleration.Kvm)]
    [InlineData(MachineAcceleration.Emulation)]
    public async Task Every_host_gets_a_file_that_the_daemon_accepts(MachineAcceleration? acceleration)
    {
        var name = LabName.Fresh("file");
        await using var network = await LabNetwork.CreateAsync(name, 3, CancellationToken.None);
        using var frontEnd = FrontEndSocket.Open(0);
        var options = new LabOptions
        {
            Name = name,
            ServiceFile = "/tmp/a \"quoted\" service.yaml",
            Faults = new FaultThreshold(2),
            UpdateEvery = 20,
            UpdateAfter = TimeSpan.FromSeconds(1),
            AwakeMaximum = TimeSpan.FromSeconds(5),
            SilenceMaximum = TimeSpan.FromSeconds(4),
        };

        using var lease = new ImageLease("/var/cache/image", File.OpenRead("/dev/null"));
        var image = new ReplicaImage([lease], acceleration);
        var files = network.Hosts
            .Select(host => HostFileText.Format(options, HostFileInputs.Of(new LabHostFiles(host, image, frontEnd), network.Hosts)))
            .Select(text => HostFileReader.Read(text, "host.yaml"))
            .ToList();

        foreach (var (read, host) in files.Zip(network.Hosts))
        {
            Assert.True(read.TryGet(out var file), read.Report());
            Assert.Equal(host.Address, file.Self.Address);
            Assert.Equal(options.ServiceFile, file.ServicePath);
            Assert.Equal(new UpdateSettings(20, TimeSpan.FromSeconds(1)), file.Updates);
            Assert.Equal(TimeSpan.FromSeconds(5), file.AwakeMaximum);
            Assert.Equal(TimeSpan.FromSeconds(4), file.SilenceMaximum);
            Assert.Equal(3, file.Hosts.Length);
            Assert.True(file.AllowsFaultInjection);
            Assert.Equal(acceleration, (file.Hypervisor as LibvirtDriverSettings)?.Acceleration);

            // The driver names control groups by these: Leftovers finds them so.
            Assert.Equal(host.Name, $"{file.Group}-{file.Self.Name}");
        }
    }
}
