using Rowgate.Core.Errors;

namespace Rowgate.Server.Configuration;

/// <summary>Words for a key that is not a setting.</summary>
internal static class UnknownKey
{
    /// <summary>Names the key and the nearest known one, or all known ones when none is near.</summary>
    public static string Describe(string key, IEnumerable<string> known)
    {
        var names = known.ToArray();
        return NearestName.Find(key, names) is { } nearest
            ? $"\"{key}\" is not a setting; did you mean \"{nearest}\"?"
            : $"\"{key}\" is not a setting; known here: {string.Join(", ", names)}";
    }
}
