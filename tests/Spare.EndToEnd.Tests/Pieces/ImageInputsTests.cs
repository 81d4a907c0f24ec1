using Spare.Configuration.Service;
using Spare.Lab.Images;
using Spare.Protocol;

namespace Spare.EndToEnd.Tests.Pieces;

public sealed class ImageInputsTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-inputs-");

    public ImageInputsTests()
    {
        Write("schema.sql", "CREATE TABLE a (id int PRIMARY KEY)");
        Write("agent", "agent");
        Write("agent.dll", "agent's code");
        Write("Library.dll", "a library's code");
        Write("shop.yaml", Service("psql --file=${service.directory}/schema.sql"));
    }

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public void The_same_inputs_need_no_new_image() => Assert.Equal(Digest(), Digest());

    [Theory]
    [InlineData("schema.sql")]
    [InlineData("agent.dll")]
    [InlineData("Library.dll")]
    public void Whatever_the_database_is_made_from_makes_a_new_image(string file)
    {
        var before = Digest();

        Write(file, "changed");

        Assert.NotEqual(before, Digest());
    }

    [Fact]
    public void Another_setup_makes_a_new_image()
    {
        var before = Digest();

        Write("shop.yaml", Service("psql -f ${service.directory}/schema.sql -v size=2"));

        Assert.NotEqual(before, Digest());
    }

    private Digest Digest()
    {
        var read = ServiceFileReader.Load(Path.Combine(directory.FullName, "shop.yaml"));
        Assert.True(read.TryGet(out var service), read.Report());
        return ImageInputs.DigestOf(service, Path.Combine(directory.FullName, "agent"));
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(directory.FullName, file), text);

    private static string Service(string setup) =>
        $$"""
        service: shop
        start:
          command: [/usr/bin/shop, "${port}"]
        write-instance:
          port: 8000
        database:
          name: shop
          owner: shop
          setup:
            - [{{string.Join(", ", setup.Split(' ').Select(word => $"\"{word}\""))}}]
        """;
}
