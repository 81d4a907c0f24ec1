namespace Spare.Protocol.Admin;

/// <summary>Why the daemon did not do what it was asked over the admin API: one sentence with the next step.</summary>
public sealed record AdminProblem(string Detail);
