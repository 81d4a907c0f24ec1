using System.Collections.Frozen;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Rubis.Service.Serving;

/// <summary>A picture or style sheet that is part of the program.</summary>
internal sealed class ContentFile(string type, byte[] bytes)
{
    private static readonly FrozenDictionary<string, ContentFile> Files = Load();

    public static ContentFile? Find(string path) => Files.GetValueOrDefault(path);

    public async Task SendAsync(HttpContext context)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        context.Response.Headers.CacheControl = "public, max-age=3600";
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static FrozenDictionary<string, ContentFile> Load()
    {
        var files = new Dictionary<string, ContentFile>();
        foreach (var name in typeof(ContentFile).Assembly.GetManifestResourceNames())
        {
            if (name.EndsWith(".svg", StringComparison.Ordinal))
            {
                files[$"{Site.Root}images/{name}"] = new ContentFile("image/svg+xml", Read(name));
            }
            else if (name.EndsWith(".css", StringComparison.Ordinal))
            {
                files[Site.Root + name] = new ContentFile("text/css; charset=utf-8", Read(name));
            }
        }

        return files.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program has no resource {name}.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
