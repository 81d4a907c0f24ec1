namespace Spare.Configuration.Service;

/// <summary>Where the service takes the time from.</summary>
public enum ServiceClock
{
    /// <summary>From the request's Spare-Time header, or it never looks.</summary>
    Header,

    /// <summary>From the machine's clock, which the agent sets to the agreed time (libfaketime); one request at a time.</summary>
    Agreed,
}
