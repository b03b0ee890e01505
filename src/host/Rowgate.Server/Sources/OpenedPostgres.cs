using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Rowgate.Core.Catalog;
using Rowgate.Databases;
using Rowgate.PostgreSql;
using Rowgate.PostgreSql.Capture;
using Rowgate.PostgreSql.Configuration;
using Rowgate.Server.Options;

namespace Rowgate.Server.Sources;

/// <summary>An opened PostgreSQL database.</summary>
internal sealed record OpenedPostgres(
    PostgresSource Place, PostgresDatabase Postgres, PostgresOptions Options, ILoggerFactory Loggers, TimeProvider Time) : Source(Place, Postgres)
{
    /// <summary>Opens the database, which need not be there yet.</summary>
    public static OpenedPostgres Open(RowgateOptions options, PostgresSource place, ILoggerFactory loggers, TimeProvider time)
    {
        var settings = PostgresSettings.Of(options, place);
        return new(place, PostgresParts.OpenDatabase(settings, loggers, time), settings, loggers, time);
    }

    /// <inheritdoc/>
    public override IChangeSource OpenChanges()
    {
        var changes = PostgresParts.OpenChanges(Postgres, Name, Options, Loggers, Time);
        if (changes is ChosenChangeSource captured)
            Postgres.SchemaMoved += (_, _) => captured.LookAtSchema();
        return changes;
    }

    /// <inheritdoc/>
    public override async ValueTask<ImmutableDictionary<TableName, long>> EstimateRowsAsync(
        DatabaseCatalog catalog, CancellationToken cancellationToken) =>
        (await Postgres.EstimateRowsAsync(cancellationToken)).ToImmutableDictionary(pair => pair.Table, pair => pair.Rows);

    /// <inheritdoc/>
    public override ValueTask<string?> WhyUnreachableAsync(CancellationToken cancellationToken) => Postgres.WhyUnreachableAsync(cancellationToken);

    /// <inheritdoc/>
    public override void OnReloadRequested(Action reload) => Postgres.ConfigurationRequested += (_, _) => reload();

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<string>> RemoveSchemaTriggersAsync(CancellationToken cancellationToken) =>
        Postgres.RemoveSchemaTriggersAsync(cancellationToken);
}
