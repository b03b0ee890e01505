namespace Rowgate.Conformance.Rest;

/// <summary>A running server over a fresh database with the rows of <see cref="Shop"/>.</summary>
public abstract class RestServer : IAsyncDisposable
{
    /// <summary>A client whose base address is the API's root, with a slash at its end.</summary>
    public abstract HttpClient Client { get; }

    /// <summary>Stops the server and removes the database.</summary>
    public abstract ValueTask DisposeAsync();
}
