// Hot path: bench/Fanout
using System.Buffers;
using System.Collections.Immutable;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Values;

namespace Rowgate.Core.Query.Evaluation;

/// <summary>A select list compiled for rows in process: writes a row's JSON object byte for byte like the database would.</summary>
/// <remarks>Stateless, safe for many threads; nothing is allocated per row.</remarks>
public sealed class RowProjector
{
    private readonly Member[] _members;

    private RowProjector(Member[] members) => _members = members;

    /// <summary>Compiles a plan's projections.</summary>
    /// <param name="plan">The plan. Filter, order and limit do not matter.</param>
    /// <param name="rules">How the source takes JSON apart.</param>
    /// <returns>The compiled list; null when it has a cast, an embed, a computed column or an aggregate, or a JSON path that only the database
    /// can follow.</returns>
    public static RowProjector? Compile(ReadPlan plan, ValueRules rules)
    {
        var members = new Member[plan.Projections.Length];
        for (var at = 0; at < members.Length; at++)
        {
            var projection = plan.Projections[at];
            var prefix = Prefix(projection.Name, isFirst: at == 0);
            Member? member = projection switch
            {
                KeyProjection => new(prefix, Ordinal: -1, Project: null, plan.Source.PrimaryKey),
                FieldProjection { Field.Column.Function: not null } => null,
                FieldProjection { Cast: null, Field.Path.IsEmpty: true } plain => new(prefix, plain.Field.Column.Ordinal, null, []),
                FieldProjection { Cast: null } deep when rules.CompileProjection(deep.Field) is { } project =>
                    new(prefix, deep.Field.Column.Ordinal, project, []),
                _ => null,
            };
            if (member is null)
                return null;
            members[at] = member;
        }

        return new(members);
    }

    /// <summary>Writes the object of one row.</summary>
    /// <param name="row">The values, in the order of the plan's source.</param>
    /// <param name="output">Where to.</param>
    public void Write(ColumnOffsets row, IBufferWriter<byte> output)
    {
        if (_members.Length == 0)
            output.Write("{"u8);
        foreach (var member in _members)
        {
            output.Write(member.Prefix);
            if (member.Ordinal < 0)
                WriteKey(member.Key, row, output);
            else if (member.Project is { } project)
                project(row[member.Ordinal], output);
            else
                output.Write(row[member.Ordinal]);
        }

        output.Write("}"u8);
    }

    private static void WriteKey(ImmutableArray<int> key, ColumnOffsets row, IBufferWriter<byte> output)
    {
        output.Write("["u8);
        for (var at = 0; at < key.Length; at++)
        {
            if (at > 0)
                output.Write(","u8);
            output.Write(row[key[at]]);
        }

        output.Write("]"u8);
    }

    // What stands before the value: the brace or comma, the name, the colon.
    private static byte[] Prefix(string name, bool isFirst)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(isFirst ? "{"u8 : ","u8);
        LiteralWriter.WriteText(buffer, System.Text.Encoding.UTF8.GetBytes(name));
        buffer.Write(":"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private sealed record Member(byte[] Prefix, int Ordinal, LiteralProjection? Project, ImmutableArray<int> Key);
}
