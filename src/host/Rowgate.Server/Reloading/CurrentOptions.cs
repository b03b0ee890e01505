using Microsoft.Extensions.Options;

namespace Rowgate.Server.Reloading;

/// <summary>Options that are swapped as a whole while the server runs. A request takes them once.</summary>
internal sealed class CurrentOptions<T>(T first) : IOptionsMonitor<T>
    where T : class
{
    private volatile T _current = first;

    public T CurrentValue => _current;

    public T Get(string? name) => _current;

    // Nobody here is told: whoever uses the options asks for them each time.
    public IDisposable? OnChange(Action<T, string?> listener) => null;

    public void Set(T next) => _current = next;
}
