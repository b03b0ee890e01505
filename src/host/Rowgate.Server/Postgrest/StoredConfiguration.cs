using Rowgate.Databases;
using Rowgate.PostgreSql.Catalog;
using Rowgate.Server.Configuration;
using Rowgate.Server.Options;

namespace Rowgate.Server.Postgrest;

/// <summary>Puts the configuration together, with the settings that the database keeps when the other ones ask for them.</summary>
public static class StoredConfiguration
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private static readonly PostgrestOption[] Kept = [.. PostgrestOptionTable.All.Where(option => option.IsStored)];

    /// <summary>Reads everything.</summary>
    /// <exception cref="ConfigurationException">There are mistakes.</exception>
    /// <exception cref="DatabaseException">The database cannot be asked now.</exception>
    public static async Task<RowgateOptions> ReadAsync(ConfigurationReader reader, CancellationToken cancellationToken)
    {
        var options = reader.Read([]);
        if (!options.Database.Config || options.Source is not PostgresSource source)
            return options;
        var found = await StoredSettings.ReadAsync(
            source.Address.ConnectionString, options.Database.PreConfig, [.. Kept.Select(option => option.StoredName)], cancellationToken);
        return reader.Read([.. found.Select(Translate).OfType<(string, string, string)>()]);
    }

    /// <summary>As <see cref="ReadAsync"/>, but waits for a database that is not there yet.</summary>
    /// <param name="reader">Reads what is outside of the database.</param>
    /// <param name="tell">Told why it has to wait, once for each reason.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConfigurationException">There are mistakes.</exception>
    public static async Task<RowgateOptions> WaitAsync(
        ConfigurationReader reader, Action<string> tell, TimeProvider time, CancellationToken cancellationToken)
    {
        var last = "";
        while (true)
        {
            try
            {
                return await ReadAsync(reader, cancellationToken);
            }
            catch (DatabaseException cause)
            {
                if (cause.Message != last)
                    tell($"Waiting for the settings in the database. {cause.Message} {cause.Hint}");
                last = cause.Message;
            }

            await Task.Delay(RetryDelay, time, cancellationToken);
        }
    }

    private static (string Path, string Value, string Place)? Translate((string Name, string Value) stored)
    {
        var option = Array.Find(Kept, option => option.StoredName == stored.Name)!;
        return option.Convert(stored.Value) is { } value ? (option.Setting!, value, $"database: pgrst.{stored.Name}") : null;
    }
}
