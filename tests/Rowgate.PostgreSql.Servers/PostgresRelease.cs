using System.Globalization;
using System.Reflection;

namespace Rowgate.PostgreSql.Servers;

/// <summary>Where the programs of a PostgreSQL release are.</summary>
public sealed record PostgresRelease(int Version, string Programs)
{
    private static readonly string Npm =
        typeof(PostgresRelease).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Npm").Value!;

    /// <summary>Debian's, with what Debian adds to it, such as PostGIS.</summary>
    public static readonly PostgresRelease Fifteen = new(15, "/usr/lib/postgresql/15/bin");

    /// <summary>Every release that Rowgate supports; all but Debian's were built for npm.</summary>
    public static IReadOnlyList<PostgresRelease> All { get; } =
        [OfNpm(13), OfNpm(14), Fifteen, OfNpm(16), OfNpm(17), OfNpm(18)];

    /// <summary>The release of this major version.</summary>
    /// <remarks>
    /// Most tests run on 15 and on 18. The variable ROWGATE_POSTGRES names another version to run on in place of 18.
    /// </remarks>
    public static PostgresRelease Of(int version)
    {
        var wanted = version == 18 && Environment.GetEnvironmentVariable("ROWGATE_POSTGRES") is { Length: > 0 } other
            ? int.Parse(other, CultureInfo.InvariantCulture)
            : version;
        return All.Single(release => release.Version == wanted);
    }

    private static PostgresRelease OfNpm(int version) => new(version, Path.Combine(Npm, $"postgres-{version}/native/bin"));

    // Servers refuse to run as root, and other users may not be let into the folder of the checkout.
    internal async Task<string> ReachableAsync()
    {
        if (!File.Exists(Path.Combine(Programs, "postgres")))
        {
            throw new InvalidOperationException(
                $"PostgreSQL {Version} is missing in {Programs}. Run ./test, which installs what the tests need.");
        }

        if (Environment.UserName != "root" || Programs.StartsWith("/usr/", StringComparison.Ordinal))
            return Programs;
        var copy = Path.Combine(Path.GetTempPath(), $"rowgate-postgres-{Version}");
        var done = Path.Combine(copy, "bin", "postgres");
        if (!File.Exists(done))
        {
            var fresh = $"{copy}-{Guid.NewGuid():N}";
            await Shell.RunAsync("cp", "-a", Path.GetDirectoryName(Programs)!, fresh);
            await Shell.RunAsync("chmod", "-R", "a+rX,a+x", Path.Combine(fresh, "bin"));
            await Shell.RunAsync("chmod", "-R", "a+rX", fresh);
            try
            {
                Directory.Move(fresh, copy);
            }
            catch (IOException) when (File.Exists(done))
            {
                Directory.Delete(fresh, recursive: true);
            }
        }

        return Path.Combine(copy, "bin");
    }
}
