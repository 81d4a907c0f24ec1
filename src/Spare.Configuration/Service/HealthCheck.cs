namespace Spare.Configuration.Service;

/// <summary>An instance is up once a GET of the path is answered with a status below 500, within the deadline.</summary>
public sealed record HealthCheck(string Path, TimeSpan StartDeadline);
