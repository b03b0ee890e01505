// Hot path: bench/PointRead
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Primitives;
using Rowgate.Core.Errors;

namespace Rowgate.Http.Messages;

/// <summary>What the <c>Prefer</c> headers of a request ask for.</summary>
/// <remarks>Of each kind the first one wins. Source: RFC 7240 and
/// https://docs.postgrest.org/en/stable/references/api/preferences.html</remarks>
internal sealed class Preferences
{
    /// <summary>The longest time a long poll may ask for, in seconds.</summary>
    public const int WaitSecondsMax = 60;

    /// <summary>No preference.</summary>
    public static readonly Preferences None = new();

    private List<string>? _unknown;

    /// <summary><c>resolution=</c>: true to merge duplicates, false to ignore them; null when not given.</summary>
    public bool? MergeDuplicates { get; private set; }

    /// <summary><c>missing=</c>: true for <c>default</c>; null when not given.</summary>
    public bool? MissingIsDefault { get; private set; }

    /// <summary><c>return=</c>; null when not given.</summary>
    public ReturnPreference? Return { get; private set; }

    /// <summary><c>count=</c> as written; null when not given.</summary>
    public string? Count { get; private set; }

    /// <summary><c>tx=</c>: true for <c>rollback</c>; null when not given.</summary>
    public bool? Rollback { get; private set; }

    /// <summary><c>handling=</c>: true for <c>strict</c>; null when not given.</summary>
    public bool? Strict { get; private set; }

    /// <summary><c>max-affected=</c>; null when not given.</summary>
    public long? AffectedMax { get; private set; }

    /// <summary><c>wait=</c> in seconds; null when not given.</summary>
    public int? WaitSeconds { get; private set; }

    /// <summary><c>timezone=</c>, when it is one that is known; null when not given.</summary>
    public string? TimeZone { get; private set; }

    // Whether there is anything that a time zone could change.
    private bool HonoursTimeZone { get; init; }

    /// <summary>Reads the headers.</summary>
    /// <param name="headers">As sent.</param>
    /// <param name="honoursTimeZone">True when the database can be told a time zone; else the preference is not known.</param>
    public static Preferences Parse(StringValues headers, bool honoursTimeZone = false)
    {
        if (headers.Count == 0)
            return None;
        var preferences = new Preferences { HonoursTimeZone = honoursTimeZone };
        foreach (var header in headers)
        {
            foreach (var range in header.AsSpan().Split(','))
            {
                var preference = header.AsSpan()[range].Trim();
                if (!preference.IsEmpty && !preferences.TryTake(preference))
                    (preferences._unknown ??= []).Add(preference.ToString());
            }
        }

        return preferences;
    }

    /// <summary>With <c>handling=strict</c>, refuses what was not understood.</summary>
    /// <returns>Null when all is well.</returns>
    public Refusal? Check() =>
        Strict is true && _unknown is not null
            ? new Refusal(
                RefusalCode.PreferenceNotUnderstood,
                "Invalid preferences given with handling=strict",
                "Invalid preferences: " + string.Join(", ", _unknown),
                "Leave them out, or send handling=lenient.")
            : null;

    /// <summary>The value of <c>Preference-Applied</c>; null when nothing was honoured.</summary>
    public string? Applied(AppliedPreferences kinds)
    {
        if (ReferenceEquals(this, None))
            return null;
        var text = new StringBuilder();
        if (kinds.HasFlag(AppliedPreferences.Resolution) && MergeDuplicates is { } merge)
            Add(text, merge ? "resolution=merge-duplicates" : "resolution=ignore-duplicates");
        if (kinds.HasFlag(AppliedPreferences.Missing) && MissingIsDefault is { } missing)
            Add(text, missing ? "missing=default" : "missing=null");
        if (kinds.HasFlag(AppliedPreferences.Return) && Return is { } wanted)
        {
            Add(text, wanted switch
            {
                ReturnPreference.Minimal => "return=minimal",
                ReturnPreference.HeadersOnly => "return=headers-only",
                _ => "return=representation",
            });
        }

        if (kinds.HasFlag(AppliedPreferences.Count) && Count is not null)
            Add(text, "count=" + Count);
        if (kinds.HasFlag(AppliedPreferences.Transaction) && Rollback is { } rollback)
            Add(text, rollback ? "tx=rollback" : "tx=commit");
        if (Strict is { } strict)
            Add(text, strict ? "handling=strict" : "handling=lenient");
        if (kinds.HasFlag(AppliedPreferences.TimeZone) && TimeZone is not null)
            Add(text, "timezone=" + TimeZone);
        if (kinds.HasFlag(AppliedPreferences.AffectedMax) && Strict is true && AffectedMax is { } affected)
            Add(text, string.Create(CultureInfo.InvariantCulture, $"max-affected={affected}"));
        if (kinds.HasFlag(AppliedPreferences.Wait) && WaitSeconds is { } wait)
            Add(text, string.Create(CultureInfo.InvariantCulture, $"wait={wait}"));
        return text.Length == 0 ? null : text.ToString();
    }

    private static void Add(StringBuilder text, string preference) =>
        text.Append(text.Length == 0 ? "" : ", ").Append(preference);

    // False when the preference is not known, or its value is not. A second one of a kind is known, and ignored.
    private bool TryTake(ReadOnlySpan<char> preference)
    {
        var at = preference.IndexOf('=');
        var name = at < 0 ? preference : preference[..at].TrimEnd();
        var value = at < 0 ? default : preference[(at + 1)..].TrimStart();
        switch (name)
        {
            case "resolution" when Choose(value, "merge-duplicates", "ignore-duplicates") is { } merge:
                MergeDuplicates ??= merge;
                return true;
            case "missing" when Choose(value, "default", "null") is { } missing:
                MissingIsDefault ??= missing;
                return true;
            case "return" when ReturnOf(value) is { } wanted:
                Return ??= wanted;
                return true;
            case "count" when value is "exact" or "planned" or "estimated":
                Count ??= value.ToString();
                return true;
            case "tx" when Choose(value, "rollback", "commit") is { } rollback:
                Rollback ??= rollback;
                return true;
            case "handling" when Choose(value, "strict", "lenient") is { } strict:
                Strict ??= strict;
                return true;
            case "timezone" when HonoursTimeZone && TimeZoneName.Find(value) is { } zone:
                TimeZone ??= zone;
                return true;
            case "max-affected" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var affected):
                AffectedMax ??= affected;
                return true;
            case "wait" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var wait):
                WaitSeconds ??= Math.Min(wait, WaitSecondsMax);
                return true;
            default:
                return false;
        }
    }

    private static bool? Choose(ReadOnlySpan<char> value, string whenTrue, string whenFalse) =>
        value.SequenceEqual(whenTrue) ? true : value.SequenceEqual(whenFalse) ? false : null;

    private static ReturnPreference? ReturnOf(ReadOnlySpan<char> value) => value switch
    {
        "minimal" => ReturnPreference.Minimal,
        "headers-only" => ReturnPreference.HeadersOnly,
        "representation" => ReturnPreference.Representation,
        _ => null,
    };
}
