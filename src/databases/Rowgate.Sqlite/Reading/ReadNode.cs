// Hot path: bench/PointRead
using Rowgate.Core.Values;
using Rowgate.Sqlite.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Reading;

/// <summary>One level of a read: a statement, run once for each row of the level above, and how its rows become JSON.</summary>
/// <remarks>Made for one run: it holds the statement and where it stands.</remarks>
internal sealed class ReadNode(string sql, int keyCount, IReadOnlyList<SqlValue> values, Member[] members, RowBudget budget)
{
    private SqliteConnection? _connection;
    private SqliteStatement? _statement;

    /// <summary>The text of the statement, for tests.</summary>
    public string Sql => sql;

    /// <summary>The members of each row's object.</summary>
    public IReadOnlyList<Member> Members => members;

    /// <summary>Says where to run, for this level and those below.</summary>
    public void Attach(SqliteConnection connection)
    {
        _connection = connection;
        foreach (var member in members)
            member.Attach(connection);
    }

    /// <summary>Starts without a row above.</summary>
    public void Start() => Prepare();

    /// <summary>Starts for one row above.</summary>
    /// <returns>False when a key is null, so that there is no row.</returns>
    public bool Start(SqliteStatement above, int[] keyColumns)
    {
        Prepare();
        for (var key = 0; key < keyColumns.Length; key++)
        {
            if (!Copy(above, keyColumns[key], _statement!, key + 1))
                return false;
        }

        return true;
    }

    /// <summary>Starts for the row that these values find.</summary>
    public void Start(ReadOnlySpan<SqlValue> keys)
    {
        Prepare();
        for (var key = 0; key < keys.Length; key++)
            keys[key].Bind(_statement!, key + 1);
    }

    /// <summary>Goes to the next row.</summary>
    public bool Step() => _statement!.Step();

    /// <summary>A whole number of the row it stands on.</summary>
    public long Integer(int column) => _statement!.Integer(column);

    /// <summary>Ends the run, so that another can start.</summary>
    public void Stop() => _statement?.Reset();

    /// <summary>Writes the row it stands on, which nothing is above.</summary>
    /// <exception cref="Core.Errors.RefusedException">Its embeds are too large.</exception>
    public void WriteRow(PooledBuffer output)
    {
        budget.Reset();
        WriteObject(output);
    }

    /// <summary>Writes the row it stands on as an object.</summary>
    public void WriteObject(PooledBuffer output)
    {
        var separator = (byte)'{';
        foreach (var member in members)
        {
            member.Begin(_statement!);
            for (var cell = 0; cell < member.Names.Length; cell++)
            {
                output.Add(separator);
                separator = (byte)',';
                output.Add(member.Names[cell]);
                member.Write(_statement!, cell, output);
            }

            member.End();
        }

        if (separator == '{')
            output.Add(separator);
        output.Add((byte)'}');
    }

    /// <summary>Takes the members of the row it stands on, to be written one by one.</summary>
    public void BeginMembers()
    {
        foreach (var member in members)
            member.Begin(_statement!);
    }

    /// <summary>Writes one value of the row it stands on.</summary>
    public void WriteCell(Member member, int cell, PooledBuffer output) => member.Write(_statement!, cell, output);

    /// <summary>Gives the members of the row back.</summary>
    public void EndMembers()
    {
        foreach (var member in members)
            member.End();
    }

    /// <summary>Gives the statements back.</summary>
    public void Detach()
    {
        _statement?.Dispose();
        _statement = null;
        foreach (var member in members)
            member.Detach();
    }

    private void Prepare()
    {
        if (_statement is not null)
            return;
        _statement = _connection!.Prepare(sql);
        for (var index = 0; index < values.Count; index++)
            values[index].Bind(_statement, keyCount + index + 1);
    }

    private static bool Copy(SqliteStatement from, int column, SqliteStatement to, int parameter)
    {
        switch ((StorageClass)from.TypeOf(column))
        {
            case StorageClass.Integer:
                to.Bind(parameter, from.Integer(column));
                return true;
            case StorageClass.Real:
                to.Bind(parameter, from.Float(column));
                return true;
            case StorageClass.Text:
                to.BindText(parameter, from.Utf8(column));
                return true;
            case StorageClass.Blob:
                to.BindBlob(parameter, from.Blob(column));
                return true;
            default:
                return false;
        }
    }
}
