namespace Rowgate.Http.OpenApi;

/// <summary>What a document is about.</summary>
/// <param name="Address">Where the API is reached.</param>
/// <param name="Schema">The schema that is described.</param>
/// <param name="HasSecurity">True to say that requests carry a token.</param>
internal sealed record OpenApiSubject(ServerAddress Address, string Schema, bool HasSecurity);
