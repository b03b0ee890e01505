namespace Rowgate.Databases;

/// <summary>What SQL may want to know of a request. Asked for only when a database tells it on.</summary>
public abstract class RequestFacts
{
    /// <summary>The HTTP method.</summary>
    public abstract string Method { get; }

    /// <summary>The path, such as <c>/orders</c>.</summary>
    public abstract string Path { get; }

    /// <summary>The headers as a JSON object with lower-case names.</summary>
    public abstract string Headers { get; }

    /// <summary>The cookies as a JSON object.</summary>
    public abstract string Cookies { get; }
}
