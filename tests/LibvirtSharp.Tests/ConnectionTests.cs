namespace LibvirtSharp.Tests;

public sealed class ConnectionTests : IDisposable
{
    private readonly string description = Path.Combine(Path.GetTempPath(), $"spare-test-{Guid.NewGuid():N}.xml");

    public ConnectionTests() => File.WriteAllText(description, """
        <node>
          <auth><user password="open">sesame</user></auth>
        </node>
        """);

    public void Dispose() => File.Delete(description);

    [Fact]
    public void A_connection_says_what_it_is_connected_to()
    {
        using var connection = Connection.Open("test:///default");

        Assert.Equal("TEST", connection.Driver, ignoreCase: true);
        Assert.Equal("test:///default", connection.Uri);
        Assert.Equal(Environment.MachineName, connection.HostName, ignoreCase: true);
        Assert.True(connection.IsAlive);
        Assert.True(connection.LibraryVersion >= new Version(9, 0));
        Assert.Equal(new Version(0, 0, 2), connection.HypervisorVersion);
        Assert.StartsWith("<capabilities>", connection.CapabilitiesXml, StringComparison.Ordinal);
        Assert.False(connection.Closed.IsCompleted);
    }

    [Fact]
    public void The_node_is_known()
    {
        using var connection = Connection.Open("test:///default");

        var node = connection.Node;

        Assert.Equal(new Node("i686", 3145728L * 1024, 16, 1400, 2, 2, 2, 2), node);
        Assert.True(connection.FreeMemory > 0);
    }

    [Fact]
    public void What_cannot_be_opened_is_an_error_of_libvirt()
    {
        var failure = Assert.Throws<LibvirtException>(() => Connection.Open("nothing:///"));

        Assert.NotEqual(LibvirtErrorCode.None, failure.Code);
        Assert.NotEqual(0, failure.Domain);
    }

    [Fact]
    public void A_reader_changes_nothing()
    {
        using var connection = Connection.Open("test:///default", new ConnectionOptions { ReadOnly = true });

        var failure = Assert.Throws<LibvirtException>(() => connection.Domains.Define(Guests.Mock("spare-refused")));

        Assert.Equal(LibvirtErrorCode.OperationDenied, failure.Code);
        Assert.Null(connection.Domains.Find("spare-refused"));
    }

    [Fact]
    public void Who_answers_the_questions_gets_in()
    {
        var asked = new List<CredentialKind>();
        using var connection = OpenGuarded(credential =>
        {
            asked.Add(credential.Kind);
            return credential.Kind == CredentialKind.AuthorizationName ? "sesame" : "open";
        });

        Assert.True(connection.IsAlive);
        Assert.Equal([CredentialKind.AuthorizationName, CredentialKind.Passphrase], asked.Distinct());
    }

    [Fact]
    public void A_wrong_answer_is_refused()
    {
        var failure = Assert.Throws<LibvirtException>(() => OpenGuarded(_ => "wrong"));

        Assert.Equal(LibvirtErrorCode.AuthenticationFailed, failure.Code);
    }

    [Fact]
    public void Nobody_has_to_answer()
    {
        Assert.Throws<LibvirtException>(() => OpenGuarded(_ => null));
        Assert.Throws<LibvirtException>(() => Connection.Open($"test://{description}"));
    }

    [Fact]
    public void What_goes_wrong_in_answering_comes_out_of_open()
    {
        var failure = Assert.Throws<TimeoutException>(() => OpenGuarded(_ => throw new TimeoutException("asleep")));

        Assert.Equal("asleep", failure.Message);
    }

    private Connection OpenGuarded(Func<Credential, string?> answer) =>
        Connection.Open($"test://{description}", new ConnectionOptions { Authenticate = answer });
}
