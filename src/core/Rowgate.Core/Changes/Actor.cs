namespace Rowgate.Core.Changes;

/// <summary>Which service and which request made a transaction, when it came through the gate.</summary>
/// <param name="Service">The name of the service, or the role of an anonymous caller.</param>
/// <param name="Request">The id of the request, as logged.</param>
public sealed record Actor(string Service, string Request);
