using Rowgate.Conformance.Rest;

namespace Rowgate.Http.Tests.PostgreSql;

/// <summary>A front that the tests of one class share.</summary>
public abstract class PostgresFixture(int version) : IAsyncLifetime
{
    private PostgresFront? _front;

    public async ValueTask InitializeAsync() => _front = await PostgresFront.StartAsync(version);

    /// <summary>Lets a test have the database until it is done.</summary>
    public RestServer Take() => _front!.Take();

    public async ValueTask DisposeAsync()
    {
        if (_front is not null)
            await _front.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
