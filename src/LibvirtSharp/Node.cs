namespace LibvirtSharp;

/// <summary>The hardware that a hypervisor runs on.</summary>
/// <param name="Memory">In bytes.</param>
/// <param name="Processors">Those that are online; the product of the last four is those that there are.</param>
public sealed record Node(
    string Model, long Memory, int Processors, int Megahertz, int NumaNodes, int Sockets, int Cores, int Threads);
