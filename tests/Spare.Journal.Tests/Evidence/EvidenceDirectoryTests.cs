using System.Collections.Immutable;
using System.Diagnostics;
using Spare.Journal.Evidence;
using Spare.Protocol;
using Spare.Protocol.Evidence;
using Spare.Protocol.Messages;

namespace Spare.Journal.Tests.Evidence;

public sealed class EvidenceDirectoryTests : IDisposable
{
    private readonly DirectoryInfo sandbox = Directory.CreateTempSubdirectory("spare-test-evidence-");
    private readonly List<string> complaints = [];

    private string Path => System.IO.Path.Combine(sandbox.FullName, "evidence");

    private EvidenceOptions Options => new(Path) { Complain = complaints.Add };

    public void Dispose() => sandbox.Delete(recursive: true);

    [Fact]
    public async Task What_is_kept_is_found_by_position_and_by_request_also_later()
    {
        await using (var evidence = EvidenceDirectory.Open(Options))
        {
            evidence.Keep(Case(1));
            evidence.Keep(Case(2));
            evidence.Keep(Case(2) with { Kind = CaseKind.Voided });
            Assert.Equal([CaseKind.Differed, CaseKind.Voided], (await FindAsync(evidence, "s2")).Select(kept => kept.Kind));
        }

        await using var later = EvidenceDirectory.Open(Options);
        later.Keep(Case(3));
        Assert.Equal(Case(1).Encode().ToArray(), Assert.Single(await FindAsync(later, "h1/1")).Encode().ToArray());
        Assert.Single(await FindAsync(later, "3"));
        Assert.Empty(await FindAsync(later, "h2/1"));
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Nobody_but_the_owner_can_read_it()
    {
        await using (var evidence = EvidenceDirectory.Open(Options))
        {
            evidence.Keep(Case(1));
        }

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(Files())));
    }

    [Fact]
    public async Task Beyond_the_number_of_cases_the_oldest_goes()
    {
        await using var evidence = EvidenceDirectory.Open(Options with { CasesMaximum = 2 });
        Keep(evidence, 1, 2, 3);
        Assert.Empty(await FindAsync(evidence, "1"));
        Assert.Single(await FindAsync(evidence, "2"));
        Assert.Equal(2, Files().Length);
    }

    [Fact]
    public async Task Beyond_the_number_of_bytes_the_oldest_goes_also_when_it_is_of_an_earlier_life()
    {
        var options = Options with { BytesMaximum = (2 * Case(1).Size) + 100 };
        await using (var evidence = EvidenceDirectory.Open(options))
        {
            Keep(evidence, 1, 2);
        }

        await using var later = EvidenceDirectory.Open(options);
        Keep(later, 3, 4);
        Assert.Empty(await FindAsync(later, "1"));
        Assert.Single(await FindAsync(later, "4"));
        Assert.InRange(Files().Sum(file => new FileInfo(file).Length), 1, options.BytesMaximum);
    }

    [Fact]
    public async Task A_case_that_is_longer_than_all_room_is_not_kept_and_that_is_said()
    {
        await using var evidence = EvidenceDirectory.Open(Options with { BytesMaximum = Case(1).Size - 1 });
        evidence.Keep(Case(1));
        Assert.Empty(await FindAsync(evidence, "1"));
        Assert.Contains("1 cases of evidence were not kept", Assert.Single(complaints), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_would_wait_beyond_the_bound_is_left_out_and_counted()
    {
        await using var evidence = EvidenceDirectory.Open(Options with { WaitingBytesMaximum = Case(1).Size - 1 });
        evidence.Keep(Case(1));
        evidence.Keep(Case(2));
        Assert.Empty(await FindAsync(evidence, "1"));
        Assert.Contains("2 cases", Assert.Single(complaints), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_is_not_taken_for_evidence_and_harms_no_other()
    {
        await using (var evidence = EvidenceDirectory.Open(Options))
        {
            Keep(evidence, 1, 2);
        }

        var bytes = File.ReadAllBytes(Files()[0]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(Files()[0], bytes);
        File.WriteAllText(System.IO.Path.Combine(Path, "notes.txt"), "of somebody");
        File.WriteAllText(System.IO.Path.Combine(Path, "000000000003.3.1.0000000000000007.3.case.next"), "torn");
        await using var later = EvidenceDirectory.Open(Options);
        Assert.Empty(await FindAsync(later, "1"));
        Assert.Single(await FindAsync(later, "2"));
        Assert.DoesNotContain(Directory.GetFiles(Path), file => file.EndsWith(".next", StringComparison.Ordinal));
        Assert.True(File.Exists(System.IO.Path.Combine(Path, "notes.txt")));
    }

    [Fact]
    public async Task A_full_disk_is_named_once_and_evidence_is_kept_again_when_there_is_room()
    {
        Run("mount", "-t", "tmpfs", "-o", "size=64k", "spare-test", sandbox.FullName);
        try
        {
            await using var evidence = EvidenceDirectory.Open(Options);
            var filler = System.IO.Path.Combine(sandbox.FullName, "filler");
            File.WriteAllBytes(filler, new byte[56 * 1024]);
            Keep(evidence, 1, 2, 3);
            Assert.Empty(await FindAsync(evidence, "2"));
            Assert.Contains(Path, Assert.Single(complaints), StringComparison.Ordinal);
            Assert.Empty(Files());
            File.Delete(filler);
            Keep(evidence, 4);
            Assert.Single(await FindAsync(evidence, "4"));
            Assert.Single(complaints);
        }
        finally
        {
            Run("umount", sandbox.FullName);
        }
    }

    private static void Keep(EvidenceDirectory evidence, params ulong[] positions)
    {
        foreach (var position in positions)
        {
            evidence.Keep(Case(position));
        }
    }

    private static async Task<ImmutableArray<EvidenceCase>> FindAsync(EvidenceDirectory evidence, string name)
    {
        Assert.True(RequestName.TryParse(name, out var request));
        return await evidence.FindAsync(request, default);
    }

    private static EvidenceCase Case(ulong position)
    {
        var agreed = new Vote(Outcome.Replied, Digest.Of("a"u8), default);
        var replica = new ReplicaId(new HostId(2), 1);
        return new EvidenceCase(
            CaseKind.Differed, new RequestId(new HostId(1), new Incarnation(7), position), new SequenceNumber(position),
            new Instant(1), "request"u8.ToArray(), agreed, [new CastVote(replica, agreed)],
            [new Exhibit(replica, agreed, new byte[9_000], default, string.Empty)]);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private string[] Files() => [.. Directory.GetFiles(Path, "*.case").Order(StringComparer.Ordinal)];
}
