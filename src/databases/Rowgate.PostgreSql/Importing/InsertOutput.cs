using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Values;
using Rowgate.PostgreSql.Sql;

namespace Rowgate.PostgreSql.Importing;

/// <summary>Comma-separated values on their way into a relation that COPY refuses: a view, a table whose row security applies,
/// one with columns that a function reads, or with rows as JSON. They go in by INSERT statements, some thousand rows each.</summary>
internal sealed class InsertOutput : IRowOutput
{
    private const int ChunkRowsMax = 5000;
    private const int ChunkBytesMax = 1 << 20;

    private readonly NpgsqlConnection _connection;
    private readonly ImportPlan _plan;
    private readonly IReadOnlyList<string> _names;
    private readonly string _statement;
    private readonly List<byte> _value = [];
    private readonly PooledBuffer _json = new();
    private Utf8JsonWriter _rows;
    private int _rowCount;
    private int _place;
    private bool _isQuoted;
    private bool _wasQuoted;
    private bool _isInRow;
    private bool _afterQuote;

    /// <summary>An output into the columns of a plan's target.</summary>
    /// <param name="connection">A connection in the transaction of the import.</param>
    /// <param name="plan">The import.</param>
    /// <param name="names">What the values of a row are, in their order.</param>
    /// <param name="columns">The columns to fill; null those that have no value, and values without a column are left out.</param>
    public InsertOutput(NpgsqlConnection connection, ImportPlan plan, IReadOnlyList<string> names, IReadOnlyList<Column> columns)
    {
        (_connection, _plan, _names) = (connection, plan, names);
        _statement = Statement(plan, columns);
        _rows = Begin();
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        for (var place = 0; place < piece.Length; place++)
        {
            if (Take(piece.Span[place]) && (_rowCount >= ChunkRowsMax || _rows.BytesCommitted + _rows.BytesPending >= ChunkBytesMax))
                await SendAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (_isQuoted && !_afterQuote)
            throw Malformed("A quoted value does not end");
        if (_isInRow)
            EndRow();
        if (_rowCount > 0)
            await SendAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask CancelAsync() => default;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _rows.DisposeAsync();
        _json.Dispose();
    }

    // As text, which the type reads: COPY does the same. Only documents must not be read as the JSON text that holds them.
    private static string Statement(ImportPlan plan, IReadOnlyList<Column> columns)
    {
        var values = columns.Select(column => column switch
        {
            { Representation.FromJson: { } reader } when plan.Format == ImportFormat.Csv => $"{SqlName.Quote(reader)}(to_json(body.{SqlName.Quote(column.Name)}))",
            { Representation.FromJson: { } reader } => $"{SqlName.Quote(reader)}(body.{SqlName.Quote(column.Name)}::json)",
            { Type.HoldsRows: true } when plan.Format == ImportFormat.NdJson =>
                $"(SELECT v FROM json_to_record(json_build_object('v', body.{SqlName.Quote(column.Name)}::json)) AS r(v {column.Type.Name}))",
            _ when IsText(plan, column) => $"body.{SqlName.Quote(column.Name)}::{column.Type.Name}",
            _ => $"body.{SqlName.Quote(column.Name)}",
        });
        var definitions = columns.Select(column => $"{SqlName.Quote(column.Name)} {(IsText(plan, column) ? "text" : column.Type.Name)}");
        return $"INSERT INTO {SqlName.Quote(plan.Target.Name)} ({string.Join(", ", columns.Select(column => SqlName.Quote(column.Name)))}) "
            + $"SELECT {string.Join(", ", values)} FROM json_to_recordset($1) AS body({string.Join(", ", definitions)})";
    }

    private static bool IsText(ImportPlan plan, Column column) =>
        column.Type.Kind == ValueKind.Json
        || column.Representation?.FromJson is not null
        || (plan.Format == ImportFormat.NdJson && column.Type.HoldsRows);

    // True when a row has ended.
    private bool Take(byte value)
    {
        if (_afterQuote)
        {
            _afterQuote = false;
            if (value == '"')
            {
                _value.Add(value);
                return false;
            }

            _isQuoted = false;
        }

        if (_isQuoted)
        {
            _afterQuote = value == '"';
            if (!_afterQuote)
                _value.Add(value);
            return false;
        }

        switch (value)
        {
            case (byte)'"':
                _isQuoted = _wasQuoted = _isInRow = true;
                return false;
            case (byte)',':
                _isInRow = true;
                EndValue();
                return false;
            case (byte)'\r' or (byte)'\n' when !_isInRow:
                return false;
            case (byte)'\r' or (byte)'\n':
                EndRow();
                return true;
            default:
                _isInRow = true;
                _value.Add(value);
                return false;
        }
    }

    private void EndValue()
    {
        if (_place == 0)
            _rows.WriteStartObject();
        if (_place == _names.Count)
            throw Malformed("A row has more values than the header has names");
        var text = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_value);
        if (!_wasQuoted && text.SequenceEqual("NULL"u8))
            _rows.WriteNull(_names[_place]);
        else
            _rows.WriteString(_names[_place], text);
        _value.Clear();
        _wasQuoted = false;
        _place++;
    }

    private void EndRow()
    {
        EndValue();
        if (_place < _names.Count)
            throw Malformed("A row has fewer values than the header has names");
        _rows.WriteEndObject();
        (_place, _isInRow) = (0, false);
        _rowCount++;
    }

    private Utf8JsonWriter Begin()
    {
        var rows = new Utf8JsonWriter(_json);
        rows.WriteStartArray();
        return rows;
    }

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        _rows.WriteEndArray();
        await _rows.DisposeAsync();
        await using var command = new NpgsqlCommand(_statement, _connection)
        {
            Parameters = { new() { Value = _json.Written, NpgsqlDbType = NpgsqlDbType.Json } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
        _json.Clear();
        _rowCount = 0;
        _rows = Begin();
    }

    private RefusedException Malformed(string what) =>
        new(new(RefusalCode.BodyNotUnderstood, what, null, $"Nothing was imported into {_plan.Target.Name}. Mend the rows and send all of them again."));
}
