using System.CommandLine;
using Spare.Configuration;
using Spare.Configuration.Hosts;
using Spare.Configuration.Service;
using Spare.Daemon;
using Spare.Protocol;
using Spare.Runtime.Loop;

SocketEvents.ContinueWhereHeard();

var config = new Option<FileInfo>("--config", "-c")
{
    Description = "The host file: this host, its group, service file, driver, journal and limits.",
    Required = true,
};
var check = new Option<bool>("--check")
{
    Description = "Read the files, print every mistake, and end.",
};
var root = new RootCommand(
    "spared, the replica manager of one host: orders clients' requests, has them executed on its active replica, "
    + "votes with the other hosts' managers, and keeps its passive replica up to date.")
{
    config,
    check,
};
root.SetAction(async (arguments, cancellation) =>
{
    if (!TryLoad(arguments.GetRequiredValue(config).FullName, out var host, out var service))
    {
        return ConfigurationExit.Code;
    }

    return arguments.GetValue(check) ? 0 : await DaemonProcess.RunAsync(host, service, cancellation);
});

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    Console.Error.WriteLine($"spared: {parsed.Errors[0].Message} See 'spared --help'.");
    return ConfigurationExit.Code;
}

// The daemon ends its replicas in order, which takes longer than the library's default patience after a signal.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });

static bool TryLoad(string path, out HostFile host, out ServiceFile service)
{
    service = null!; // Looked at only when the result is true.
    var checkedHost = HostFileReader.Load(path);
    if (!checkedHost.TryGet(out host!))
    {
        Console.Error.WriteLine(checkedHost.Report());
        return false;
    }

    var checkedService = ServiceFileReader.Load(host.ServicePath);
    if (!checkedService.TryGet(out service!))
    {
        Console.Error.WriteLine(checkedService.Report());
        return false;
    }

    if (service.Clock == ServiceClock.Agreed && !host.Threshold.HasPassiveReplicas)
    {
        Console.Error.WriteLine(
            $"{host.ServicePath}: 'clock: agreed' needs 'mode: spare'; {path} says 'mode: {host.Threshold.Mode.Name()}'.");
        return false;
    }

    service = service.Slowed(host.Hypervisor.Slowdown);
    return true;
}
