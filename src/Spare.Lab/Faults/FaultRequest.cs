namespace Spare.Lab.Faults;

/// <summary>One line from <c>spare-lab fault</c> to the lab's process.</summary>
/// <param name="Kind">One of <see cref="FaultKinds"/>.</param>
/// <param name="Host">Its number; 0 where no host is meant.</param>
/// <param name="From">The host that it is cut off from; 0: from all, and from the witness.</param>
internal sealed record FaultRequest(string Kind, int Host, int From);
