namespace Rowgate.Server.Options;

/// <summary>Permissions of a file, written in octal digits: <c>660</c>.</summary>
/// <param name="Bits">The bits, as in <see cref="UnixFileMode"/>.</param>
public readonly record struct FileMode(int Bits)
{
    /// <summary>Reads the text form: 600 to 777.</summary>
    public static bool TryParse(string text, out FileMode mode)
    {
        mode = default;
        if (text.Length != 3 || text[0] is not ('6' or '7') || text.Any(digit => digit is < '0' or > '7'))
            return false;
        mode = new(Convert.ToInt32(text, 8));
        return true;
    }

    /// <summary>The text form.</summary>
    public override string ToString() => Convert.ToString(Bits, 8).PadLeft(3, '0');
}
