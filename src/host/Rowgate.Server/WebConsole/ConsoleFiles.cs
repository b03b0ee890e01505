using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;

namespace Rowgate.Server.WebConsole;

/// <summary>The files of the web console: the build of <c>console/</c>, embedded in the program.</summary>
internal static class ConsoleFiles
{
    private const string Prefix = "console/";

    private static readonly Lazy<FrozenDictionary<string, ConsoleFile>> LazyFiles = new(Load);

    /// <summary>The file at a path below <c>/console/</c>; null when there is none.</summary>
    /// <param name="path">Such as <c>assets/index-1a2b.js</c>; empty for the page itself.</param>
    public static ConsoleFile? Find(string path) => LazyFiles.Value.GetValueOrDefault(path.Length == 0 ? "index.html" : path);

    private static FrozenDictionary<string, ConsoleFile> Load()
    {
        var program = Assembly.GetExecutingAssembly();
        return program.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Prefix.Length..].Replace('\\', '/'), name => Read(program, name), StringComparer.Ordinal);
    }

    private static ConsoleFile Read(Assembly program, string name)
    {
        using var stream = program.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\"";
        return new(content, ContentTypeOf(Path.GetExtension(name)), tag, name.StartsWith(Prefix + "assets/", StringComparison.Ordinal));
    }

    private static string ContentTypeOf(string extension) => extension switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".json" or ".map" => "application/json",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".ico" => "image/x-icon",
        ".woff2" => "font/woff2",
        ".txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
}
