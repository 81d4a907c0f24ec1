namespace Rubis.Client.Measuring;

/// <summary>One part of a run; users think longer by the slowdown factor while it lasts.</summary>
internal sealed record Phase(string Name, TimeSpan Duration, double Slowdown);
