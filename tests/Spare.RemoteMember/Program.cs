using System.Globalization;
using Spare.RemoteMember;

// A member of a Corosync group as a process of its own, for tests and measurements that need one inside a namespace.
switch (args)
{
    case ["member", var socket, var options]:
        await MemberProcess.RunAsync(socket, options);
        return 0;
    case ["bench"]:
        await GroupBench.RunAsync();
        return 0;
    case ["bench-peers"]:
        await PeerBench.RunAsync();
        return 0;
    case ["drain"]:
        await GroupBench.DrainAsync();
        return 0;
    case ["measure", var window, var packet]:
        await GroupBench.MeasureAsync(
            int.Parse(window, CultureInfo.InvariantCulture), int.Parse(packet, CultureInfo.InvariantCulture));
        return 0;
    default:
        await Console.Error.WriteLineAsync("Usage: Spare.RemoteMember bench|bench-peers");
        return 2;
}
