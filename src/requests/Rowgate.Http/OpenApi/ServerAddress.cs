namespace Rowgate.Http.OpenApi;

/// <summary>Where the API is reached, as the client wrote it.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Host">Name and port.</param>
/// <param name="BasePath">The path in front of the relations, with a slash at its end.</param>
internal sealed record ServerAddress(string Scheme, string Host, string BasePath);
