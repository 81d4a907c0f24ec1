namespace LibvirtSharp;

/// <summary>A question of libvirt while it opens a connection.</summary>
/// <param name="Prompt">What to show to a person.</param>
/// <param name="Default">The answer that libvirt suggests.</param>
public sealed record Credential(CredentialKind Kind, string Prompt, string? Challenge, string? Default);

public enum CredentialKind
{
    UserName = 1,
    AuthorizationName = 2,
    Language = 3,
    ClientNonce = 4,
    Passphrase = 5,
    EchoedAnswer = 6,
    HiddenAnswer = 7,
    Realm = 8,
    External = 9,
}
