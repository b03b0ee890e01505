using System.Collections.Immutable;
using System.Reflection;
using Rowgate.Server.Options;

namespace Rowgate.Server.Configuration;

/// <summary>One setting, or a group of them, as its property describes it.</summary>
internal sealed class Setting
{
    private readonly Setting? _parent;
    private readonly PropertyInfo _property;

    private Setting(Setting? parent, PropertyInfo property, SettingAttribute about)
    {
        _parent = parent;
        _property = property;
        About = about;
        Path = parent is null ? about.Key : $"{parent.Path}.{about.Key}";
        Format = SettingFormat.Of(property.PropertyType);
        Children = Format is null ? In(this, property.PropertyType) : [];
    }

    /// <summary>The settings at the top of the file, in the order of their documentation.</summary>
    public static ImmutableArray<Setting> Roots { get; } = In(null, typeof(RowgateOptions));

    /// <summary>Every setting that has a value, groups left out.</summary>
    public static IEnumerable<Setting> All => Roots.SelectMany(root => root.IsGroup ? root.Children : [root]);

    public SettingAttribute About { get; }

    /// <summary>The keys from the top, joined by dots: <c>limits.body</c>.</summary>
    public string Path { get; }

    /// <summary>How its value is read and written; null for a group.</summary>
    public SettingFormat? Format { get; }

    public ImmutableArray<Setting> Children { get; }

    public bool IsGroup => Format is null;

    /// <summary>The environment variable that sets it: <c>ROWGATE_LIMITS_BODY</c>.</summary>
    public string Variable => "ROWGATE_" + Path.Replace('.', '_').Replace('-', '_').ToUpperInvariant();

    /// <summary>The value as it may be shown to anybody; null when it is not set.</summary>
    public string? Show(RowgateOptions options) =>
        Format!.Show(Get(options)) is { } text ? About.IsSecret ? SecretText.Mask : text : null;

    /// <summary>Text that is another one for every other value, also of a secret. Never shown.</summary>
    public string? Fingerprint(RowgateOptions options) => Get(options) switch
    {
        SecretText secret => secret.Text,
        SourceAddress source => source.Identity,
        var value => Format!.Show(value),
    };

    public object? Get(RowgateOptions options) => _property.GetValue(Holder(options));

    public void Set(RowgateOptions options, object value) => _property.SetValue(Holder(options), value);

    private object Holder(RowgateOptions options) =>
        _parent is null ? options : _parent._property.GetValue(_parent.Holder(options))!;

    private static ImmutableArray<Setting> In(Setting? parent, Type options) =>
    [
        .. from property in options.GetProperties()
           let about = property.GetCustomAttribute<SettingAttribute>()
           where about is not null
           select new Setting(parent, property, about),
    ];
}
