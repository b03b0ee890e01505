using System.Buffers.Binary;
using System.Text;
using Rowgate.Core.Values;

namespace Rowgate.PostgreSql.Values;

/// <summary>Reads a geometry as EWKB and writes it as GeoJSON. For one geometry.</summary>
/// <remarks>
/// A geometry is its byte order, its kind with flags (Z, M, SRID), its SRID if flagged, and a body; parts have a head of their own.
/// Sources: https://libgeos.org/specifications/wkb/ and <c>lwout_geojson.c</c> of PostGIS 3.3, whose text is matched byte by byte.
/// </remarks>
/// <param name="ewkb">The geometry.</param>
/// <param name="references">Names the reference systems.</param>
/// <param name="output">Gets the text.</param>
internal ref struct GeometryReader(ReadOnlySpan<byte> ewkb, SpatialReferences references, PooledBuffer output)
{
    private const uint HasZ = 0x80000000;
    private const uint HasM = 0x40000000;
    private const uint HasSrid = 0x20000000;

    private readonly ReadOnlySpan<byte> _ewkb = ewkb;
    private int _at;
    private bool _isLittle;
    private bool _isUnfit;

    private enum Kind : uint
    {
        Point = 1,
        LineString = 2,
        Polygon = 3,
        MultiPoint = 4,
        MultiLineString = 5,
        MultiPolygon = 6,
        GeometryCollection = 7,
        Tin = 16,
        Triangle = 17,
    }

    /// <summary>Writes it.</summary>
    /// <returns>False when GeoJSON cannot show it; the text is not to be used then.</returns>
    public bool TryWrite()
    {
        WriteObject(isPart: false);
        return !_isUnfit;
    }

    // True when it is empty.
    private bool WriteObject(bool isPart)
    {
        var head = ReadHead();
        var name = head.Kind switch
        {
            Kind.Point => "Point"u8,
            Kind.LineString => "LineString"u8,
            Kind.Polygon or Kind.Triangle => "Polygon"u8,
            Kind.MultiPoint => "MultiPoint"u8,
            Kind.MultiLineString => "MultiLineString"u8,
            Kind.MultiPolygon => "MultiPolygon"u8,
            Kind.GeometryCollection or Kind.Tin when !isPart => "GeometryCollection"u8,
            _ => default,
        };
        if (name.IsEmpty)
        {
            _isUnfit = true;
            return false;
        }

        output.Add("{\"type\":\""u8);
        output.Add(name);
        output.Add("\","u8);
        if (!isPart && references.NameOf(head.Srid) is { } reference)
        {
            output.Add("\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"u8);
            LiteralWriter.WriteText(output, Encoding.UTF8.GetBytes(reference));
            output.Add("}},"u8);
        }

        var isCollection = head.Kind is Kind.GeometryCollection or Kind.Tin;
        output.Add(isCollection ? "\"geometries\":"u8 : "\"coordinates\":"u8);
        var isEmpty = isCollection ? WriteParts() : WriteBody(head);
        output.Add((byte)'}');
        return isEmpty;
    }

    // Where all are empty none is shown.
    private bool WriteParts()
    {
        var isEmpty = true;
        output.Add((byte)'[');
        var start = output.Length;
        var count = ReadCount();
        for (var i = 0; i < count && !_isUnfit; i++)
        {
            if (i > 0)
                output.Add((byte)',');
            isEmpty &= WriteObject(isPart: true);
        }

        if (isEmpty)
            output.Truncate(start);
        output.Add((byte)']');
        return isEmpty;
    }

    private bool WriteBody(Head head) => head.Kind switch
    {
        Kind.Point => WritePoint(head, ifEmpty: "[]"u8),
        Kind.LineString => WriteLine(head),
        Kind.Polygon => WritePolygon(head, ifEmpty: "[]"u8),
        Kind.Triangle => WritePolygon(head, ifEmpty: "[[]]"u8),
        _ => WriteMembers(head.Kind == Kind.MultiPoint),
    };

    // Of an empty point among others PostGIS leaves the comma only.
    private bool WriteMembers(bool arePoints)
    {
        var (isEmpty, hasGap) = (true, false);
        output.Add((byte)'[');
        var start = output.Length;
        var count = ReadCount();
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
                output.Add((byte)',');
            var member = ReadHead();
            var isNothing = arePoints ? WritePoint(member, ifEmpty: default) : WriteBody(member);
            isEmpty &= isNothing;
            hasGap |= arePoints && isNothing;
        }

        if (isEmpty)
            output.Truncate(start);
        _isUnfit |= hasGap && !isEmpty;
        output.Add((byte)']');
        return isEmpty;
    }

    private bool WritePolygon(Head head, ReadOnlySpan<byte> ifEmpty)
    {
        var count = ReadCount();
        if (count == 0)
        {
            output.Add(ifEmpty);
            return true;
        }

        output.Add((byte)'[');
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
                output.Add((byte)',');
            WriteLine(head);
        }

        output.Add((byte)']');
        return false;
    }

    private bool WriteLine(Head head)
    {
        var count = ReadCount();
        output.Add((byte)'[');
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
                output.Add((byte)',');
            WritePoint(head, ifEmpty: default);
        }

        output.Add((byte)']');
        return count == 0;
    }

    // An empty point has no numbers as its coordinates.
    private bool WritePoint(Head head, ReadOnlySpan<byte> ifEmpty)
    {
        var (x, y) = (ReadNumber(), ReadNumber());
        var z = head.HasZ ? ReadNumber() : 0;
        if (head.HasM)
            ReadNumber();
        if (double.IsNaN(x) && double.IsNaN(y) && head.Kind == Kind.Point)
        {
            output.Add(ifEmpty);
            return true;
        }

        _isUnfit |= !double.IsFinite(x) || !double.IsFinite(y) || !double.IsFinite(z);
        if (_isUnfit)
            return false;
        output.Add((byte)'[');
        GeometryNumber.Write(x, output);
        output.Add((byte)',');
        GeometryNumber.Write(y, output);
        if (head.HasZ)
        {
            output.Add((byte)',');
            GeometryNumber.Write(z, output);
        }

        output.Add((byte)']');
        return false;
    }

    private Head ReadHead()
    {
        _isLittle = _ewkb[_at++] == 1;
        var kind = ReadUInt32();
        var srid = (kind & HasSrid) != 0 ? (int)ReadUInt32() : 0;
        return new((Kind)(kind & ~(HasZ | HasM | HasSrid)), (kind & HasZ) != 0, (kind & HasM) != 0, srid);
    }

    private int ReadCount() => checked((int)ReadUInt32());

    private uint ReadUInt32()
    {
        var bytes = _ewkb.Slice(_at, sizeof(uint));
        _at += sizeof(uint);
        return _isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private double ReadNumber()
    {
        var bytes = _ewkb.Slice(_at, sizeof(double));
        _at += sizeof(double);
        return _isLittle ? BinaryPrimitives.ReadDoubleLittleEndian(bytes) : BinaryPrimitives.ReadDoubleBigEndian(bytes);
    }

    private readonly record struct Head(Kind Kind, bool HasZ, bool HasM, int Srid);
}
