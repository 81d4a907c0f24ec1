using System.Globalization;

namespace Rubis.Client.Emulation;

/// <summary>
/// The registered user that a client is during one session. Published clients send, in writes, a number one less than the
/// login's; this one sends the login's own, because the service refuses users that do not exist.
/// </summary>
internal sealed record Persona(int UserId)
{
    public string Nickname => "user" + UserId.ToString(CultureInfo.InvariantCulture);

    public string Password => "password" + UserId.ToString(CultureInfo.InvariantCulture);
}
