using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Spare.Protocol.Http;

namespace Spare.Interception.Requests;

/// <summary>
/// One request and its answer, over what Kestrel offers for them. Kept for the life of a connection and used again for
/// its next request.
/// </summary>
internal sealed class Exchange
{
    private readonly IFeatureCollection features;
    private IPAddress? clientAddress;
    private string client = string.Empty;

    public Exchange(IFeatureCollection features) => this.features = features;

    public FieldList Fields { get; } = new();

    public IHttpRequestFeature Request => features.GetRequiredFeature<IHttpRequestFeature>();

    public IHttpResponseFeature Response => features.GetRequiredFeature<IHttpResponseFeature>();

    public IHttpResponseBodyFeature ResponseBody => features.GetRequiredFeature<IHttpResponseBodyFeature>();

    public PipeReader RequestBody => features.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;

    public bool CanHaveBody => features.GetRequiredFeature<IHttpRequestBodyDetectionFeature>().CanHaveBody;

    public CancellationToken ClientGone => features.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;

    public bool IsHead => Request.Method == "HEAD";

    /// <summary>Bytes of the body that the client has not sent yet would be taken for its next request.</summary>
    public bool IsBodyUnread { get; set; }

    /// <summary>The client's address as seen here.</summary>
    public string Client
    {
        get
        {
            var address = features.GetRequiredFeature<IHttpConnectionFeature>().RemoteIpAddress;
            if (clientAddress is null || !clientAddress.Equals(address))
            {
                clientAddress = address;
                client = address switch
                {
                    null => "unknown",
                    { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
                    _ => address.ToString(),
                };
            }

            return client;
        }
    }
}
