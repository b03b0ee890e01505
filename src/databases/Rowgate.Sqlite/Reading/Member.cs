using System.Buffers;
using System.Text;
using Rowgate.Core.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Reading;

/// <summary>A part of a row's object: one key or, for a spread, several.</summary>
/// <remarks>For each row: <see cref="Begin"/>, <see cref="Write"/> each cell once and in order, <see cref="End"/>.</remarks>
internal abstract class Member(byte[][] names)
{
    /// <summary>The keys as they are written, quotes and colon included; one for each cell.</summary>
    public byte[][] Names => names;

    /// <summary>A key as it is written.</summary>
    public static byte[] Quote(string name)
    {
        var quoted = new ArrayBufferWriter<byte>(name.Length + 3);
        LiteralWriter.WriteText(quoted, Encoding.UTF8.GetBytes(name));
        quoted.Write(":"u8);
        return quoted.WrittenSpan.ToArray();
    }

    /// <summary>Says where statements of levels below run.</summary>
    public virtual void Attach(SqliteConnection connection)
    {
    }

    /// <summary>Prepares for the row that the statement stands on.</summary>
    public virtual void Begin(SqliteStatement row)
    {
    }

    /// <summary>Writes one value.</summary>
    public abstract void Write(SqliteStatement row, int cell, PooledBuffer output);

    /// <summary>Writes what stands there when there is no row at all, because a spread found none.</summary>
    public virtual void WriteAbsent(int cell, PooledBuffer output) => output.Add("null"u8);

    /// <summary>Lets go of the row.</summary>
    public virtual void End()
    {
    }

    /// <summary>Gives statements and buffers back.</summary>
    public virtual void Detach()
    {
    }
}
