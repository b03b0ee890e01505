using System.Reflection;

namespace Rowgate.Server.Hosting;

/// <summary>The version of the product.</summary>
public static class ProductVersion
{
    /// <summary>The version, such as <c>0.1.0</c>; without what the build adds about its commit.</summary>
    public static string Text { get; } =
        Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
