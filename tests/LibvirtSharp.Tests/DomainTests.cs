using LibvirtSharp.Domains;

namespace LibvirtSharp.Tests;

public sealed class DomainTests : IDisposable
{
    private readonly Connection connection = Connection.Open("test:///default");
    private readonly string name = $"spare-{Guid.NewGuid():N}";
    private readonly string file = Path.Combine(Path.GetTempPath(), $"spare-test-{Guid.NewGuid():N}.save");

    public void Dispose()
    {
        using var domain = connection.Domains.Find(name);
        var isPersistent = domain?.IsPersistent == true;
        if (domain?.IsActive == true)
        {
            domain.Destroy();
        }

        if (isPersistent)
        {
            domain!.Undefine(UndefineFlags.SnapshotsMetadata);
        }

        connection.Dispose();
        File.Delete(file);
    }

    [Fact]
    public void A_defined_domain_is_found_and_does_not_run()
    {
        using var domain = Define();

        using var byName = connection.Domains.Find(name);
        using var byId = connection.Domains.Find(domain.Uuid);

        Assert.Equal(domain.Uuid, byName!.Uuid);
        Assert.Equal(name, byId!.Name);
        Assert.Equal(DomainState.ShutOff, domain.State);
        Assert.Null(domain.Id);
        Assert.True(domain.IsPersistent);
        Assert.Contains(name, domain.Xml(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_is_null()
    {
        Assert.Null(connection.Domains.Find("spare-absent"));
        Assert.Null(connection.Domains.Find(Guid.NewGuid()));
    }

    [Fact]
    public void A_domain_goes_through_its_life()
    {
        using var domain = Define();

        domain.Start();
        Assert.Equal(DomainState.Running, domain.State);
        Assert.NotNull(domain.Id);
        domain.Suspend();
        Assert.Equal(DomainState.Paused, domain.State);
        domain.Resume();
        domain.ShutDown();
        Assert.Equal(DomainState.ShutOff, domain.State);
        domain.Start();
        domain.Destroy();
        Assert.False(domain.IsActive);
        domain.Undefine();
        Assert.Null(connection.Domains.Find(name));
    }

    [Fact]
    public void A_transient_domain_is_gone_when_it_ends()
    {
        using var domain = connection.Domains.Create(Guests.Mock(name));
        Assert.False(domain.IsPersistent);
        Assert.Equal(DomainState.Running, domain.State);

        domain.Destroy();

        Assert.Null(connection.Domains.Find(name));
    }

    [Fact]
    public void A_list_holds_what_was_asked_for()
    {
        using var domain = Define();

        Assert.Contains(name, Names(DomainFilter.All));
        Assert.Contains(name, Names(DomainFilter.Inactive));
        Assert.DoesNotContain(name, Names(DomainFilter.Active));
    }

    [Fact]
    public void Libvirts_error_comes_with_its_domain_and_code()
    {
        using var domain = Define();

        var malformed = Assert.Throws<LibvirtException>(() => connection.Domains.Define("<domain"));
        var untimely = Assert.Throws<LibvirtException>(() => domain.Destroy());

        Assert.Equal(LibvirtErrorCode.XmlDetail, malformed.Code);
        Assert.Equal(LibvirtErrorCode.OperationInvalid, untimely.Code);
        Assert.NotEqual(0, untimely.Domain);
        Assert.NotEmpty(untimely.Message);
    }

    [Fact]
    public void What_was_saved_is_restored()
    {
        using var domain = connection.Domains.Create(Guests.Mock(name));
        domain.Save(file);
        Assert.Null(connection.Domains.Find(name));
        Assert.Contains(name, connection.Domains.SavedXml(file), StringComparison.Ordinal);

        connection.Domains.Restore(file);

        using var restored = connection.Domains.Find(name);
        Assert.True(restored!.IsActive);
    }

    [Fact]
    public void Metadata_is_kept_by_kind_and_namespace()
    {
        const string Namespace = "urn:spare:test";
        using var domain = Define();
        Assert.Null(domain.Metadata.GetTitle());
        Assert.Null(domain.Metadata.GetElement(Namespace));

        domain.Metadata.SetTitle("short");
        domain.Metadata.SetDescription("long, with ümlaut");
        domain.Metadata.SetElement("<machine number='7'/>", "spare", Namespace);

        Assert.Equal("short", domain.Metadata.GetTitle());
        Assert.Equal("long, with ümlaut", domain.Metadata.GetDescription());
        Assert.Contains("number=\"7\"", domain.Metadata.GetElement(Namespace), StringComparison.Ordinal);
        domain.Metadata.SetElement(null, "spare", Namespace);
        Assert.Null(domain.Metadata.GetElement(Namespace));
    }

    [Fact]
    public void Memory_and_processors_can_be_changed()
    {
        using var domain = Define();
        domain.Start();

        domain.SetMemory(32 * 1024 * 1024);
        domain.SetProcessors(2);

        Assert.Equal(32 * 1024 * 1024, domain.Statistics.Usage().Memory);
        Assert.Equal(64 * 1024 * 1024, domain.Statistics.Usage().MemoryMaximum);
        Assert.Equal(2, domain.Processors());
        Assert.Equal(2, domain.Processors(ChangeFlags.Maximum));
    }

    [Fact]
    public void The_scheduler_has_parameters_which_can_be_changed()
    {
        using var domain = Define();
        domain.Start();

        domain.Scheduler.Change(new TypedParameter.Unsigned("weight", 50));

        Assert.Equal("fair", domain.Scheduler.Kind);
        Assert.Equal(new TypedParameter.Unsigned("weight", 50), Assert.Single(domain.Scheduler.Read()));
    }

    [Fact]
    public void A_parameter_that_the_scheduler_does_not_have_or_that_is_of_another_type_is_refused()
    {
        using var domain = Define();
        domain.Start();

        Assert.Throws<LibvirtException>(() => domain.Scheduler.Change(new TypedParameter.Text("spare", "some")));
        Assert.Throws<LibvirtException>(() => domain.Scheduler.Change(new TypedParameter.WideUnsigned("weight", 50)));
        Assert.Throws<ArgumentException>(
            () => domain.Scheduler.Change(new TypedParameter.Truth(new string('x', 80), Value: true)));
    }

    [Fact]
    public void A_snapshot_can_be_listed_reverted_to_and_deleted()
    {
        using var domain = Define();
        using var snapshot = domain.CreateSnapshot("<domainsnapshot><name>before</name></domainsnapshot>");
        domain.Start();

        var listed = domain.ListSnapshots();
        snapshot.Revert();

        Assert.Equal("before", Assert.Single(listed).Name);
        Assert.Equal(DomainState.ShutOff, domain.State);
        Assert.Contains("before", snapshot.Xml(), StringComparison.Ordinal);
        snapshot.Delete();
        Assert.Empty(domain.ListSnapshots());
        listed[0].Dispose();
    }

    private Domain Define() => connection.Domains.Define(Guests.Mock(name));

    private List<string> Names(DomainFilter filter)
    {
        var names = new List<string>();
        foreach (var domain in connection.Domains.List(filter))
        {
            names.Add(domain.Name);
            domain.Dispose();
        }

        return names;
    }
}
