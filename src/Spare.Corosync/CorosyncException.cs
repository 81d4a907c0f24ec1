namespace Spare.Corosync;

/// <summary>A call to Corosync that did not succeed, with a sentence for the operator.</summary>
internal sealed class CorosyncException(string call, CorosyncStatus status)
    : Exception($"{call} gave {(int)status} ({status}). {AdviceFor(status)}")
{
    public CorosyncStatus Status => status;

    public static void ThrowUnlessOk(CorosyncStatus status, string call)
    {
        if (status != CorosyncStatus.Ok)
        {
            throw new CorosyncException(call, status);
        }
    }

    private static string AdviceFor(CorosyncStatus status) => status switch
    {
        CorosyncStatus.Library =>
            "Corosync does not run on this host, or in another network namespace than this process: start it.",
        CorosyncStatus.TryAgain => "Corosync is still forming its ring: see its log if that lasts.",
        CorosyncStatus.Access =>
            "Corosync refuses this user: run as root, or allow the user in a file in /etc/corosync/uidgid.d.",
        CorosyncStatus.Exist => "This process is in the group already.",
        _ => "See Corosync's log.",
    };
}
