using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Rowgate.SqliteEngine;

/// <summary>Which SQLite library the process runs on: the system's, when it is newer than the one in the package.</summary>
public static class SqliteLibrary
{
    // The version inside SQLitePCLRaw.lib.e_sqlite3 2.0.6.
    private const int BundledVersion = 3035005;

    private static readonly Lazy<string> LazyOrigin = new(Load);

    /// <summary>Where the library came from, for people: <c>system libsqlite3.so.0</c> or <c>bundled</c>.</summary>
    public static string Origin => LazyOrigin.Value;

    /// <summary>The version, such as <c>3.40.1</c>.</summary>
    public static string Version
    {
        get
        {
            Use();
            return raw.sqlite3_libversion().utf8_to_string();
        }
    }

    // Every entry into SQLite goes through here first.
    internal static void Use() => _ = LazyOrigin.Value;

    private static string Load()
    {
        var system = NewerSystemLibrary();
        if (system is { } handle)
        {
            NativeLibrary.SetDllImportResolver(
                typeof(SQLite3Provider_e_sqlite3).Assembly,
                (name, _, _) => name == "e_sqlite3" ? handle : 0);
        }

        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return system is null ? "bundled" : "system libsqlite3.so.0";
    }

    private static unsafe nint? NewerSystemLibrary()
    {
        if (!NativeLibrary.TryLoad("libsqlite3.so.0", Assembly.GetExecutingAssembly(), null, out var handle))
            return null;
        if (NativeLibrary.TryGetExport(handle, "sqlite3_libversion_number", out var export)
            && ((delegate* unmanaged<int>)export)() > BundledVersion)
        {
            return handle;
        }

        NativeLibrary.Free(handle);
        return null;
    }
}
