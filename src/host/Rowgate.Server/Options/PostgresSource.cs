using Rowgate.PostgreSql.Addresses;

namespace Rowgate.Server.Options;

/// <summary>A PostgreSQL database.</summary>
/// <param name="Address">Where it is.</param>
public sealed record PostgresSource(PostgresAddress Address) : SourceAddress
{
    /// <inheritdoc/>
    public override string ToString() => Address.Shown;

    /// <inheritdoc/>
    internal override string Identity => Address.ConnectionString;
}
