namespace Spare.Replicas;

/// <summary>One of the images that a group's replicas are of.</summary>
/// <param name="Name">As the hypervisor driver names it on machines.</param>
/// <param name="Source">What new replicas are copied from, as the driver understands it.</param>
public sealed record ReplicaImage(string Name, string Source);
