using Spare.Linearizability.Histories;

namespace Spare.Linearizability.Tests;

/// <summary>Histories of plain registers, as they are written on a blackboard.</summary>
internal static class PlainHistory
{
    public static CheckResult Check(params Operation<PlainInput, int>[] operations) =>
        LinearizabilityChecker.Check(new PlainRegister(), new History<PlainInput, int>(operations));

    public static Operation<PlainInput, int> Write(int client, int value, long call, long end, string key = "x") =>
        new(client, key, PlainInput.Write(value), call, new Completion<int>(0, end));

    public static Operation<PlainInput, int> Read(int client, int value, long call, long end, string key = "x") =>
        new(client, key, PlainInput.Read, call, new Completion<int>(value, end));

    public static Operation<PlainInput, int> PendingWrite(int client, int value, long call, string key = "x") =>
        new(client, key, PlainInput.Write(value), call, Completion: null);

    public static Operation<PlainInput, int> PendingRead(int client, long call, string key = "x") =>
        new(client, key, PlainInput.Read, call, Completion: null);
}
