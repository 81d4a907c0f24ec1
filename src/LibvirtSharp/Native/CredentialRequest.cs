using System.Runtime.InteropServices;

namespace LibvirtSharp.Native;

/// <summary>Carries the questions of libvirt while a connection is opened, and what went wrong in answering them.</summary>
internal sealed unsafe class CredentialRequest(Func<Credential, string?> answer)
{
    /// <summary>What the caller's function threw: an exception must not pass through libvirt.</summary>
    public Exception? Failure { get; private set; }

    [UnmanagedCallersOnly]
    public static int Ask(NativeCredential* credentials, uint count, void* context)
    {
        var request = (CredentialRequest)GCHandle.FromIntPtr((nint)context).Target!;
        return request.Answer(new Span<NativeCredential>(credentials, (int)count)) ? 0 : -1;
    }

    private bool Answer(Span<NativeCredential> credentials)
    {
        try
        {
            foreach (ref var credential in credentials)
            {
                var text = answer(Read(credential));
                if (text is null)
                {
                    return false;
                }

                credential.Result = Text.Given(text);
                credential.ResultLength = (uint)System.Text.Encoding.UTF8.GetByteCount(text);
            }

            return true;
        }
        catch (Exception failure)
        {
            // The frames below are libvirt's: Connection.Open throws it once they have returned.
            Failure = failure;
            return false;
        }
    }

    private static Credential Read(in NativeCredential credential) => new(
        (CredentialKind)credential.Kind,
        Text.Borrowed(credential.Prompt) ?? string.Empty,
        Text.Borrowed(credential.Challenge),
        Text.Borrowed(credential.Default));
}
