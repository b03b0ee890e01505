namespace Rowgate.Server.Options;

/// <summary>Says what a property means as a setting: the one place that reader, schema and reference page are made of.</summary>
/// <param name="key">The name in the file, in kebab case.</param>
/// <param name="meaning">What it does, in sentences; what zero means when zero is special.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string key, string meaning) : Attribute
{
    /// <summary>The name in the file.</summary>
    public string Key => key;

    /// <summary>What it does.</summary>
    public string Meaning => meaning;

    /// <summary>The least value, in the text form of its type; null for no bound.</summary>
    public string? Min { get; init; }

    /// <summary>The greatest value, in the text form of its type; null for no bound.</summary>
    public string? Max { get; init; }

    /// <summary>What happens when it is not set, where the default value does not say it.</summary>
    public string? Default { get; init; }

    /// <summary>A value to show in the reference.</summary>
    public string? Example { get; init; }

    /// <summary>True when the value is a secret, which is never shown.</summary>
    public bool IsSecret { get; init; }

    /// <summary>True when a running server takes a new value over; false when it needs a restart.</summary>
    public bool IsLive { get; init; }
}
