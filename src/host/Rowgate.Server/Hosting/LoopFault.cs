using System.Runtime.ExceptionServices;

namespace Rowgate.Server.Hosting;

/// <summary>What broke a loop and so stopped the server, if anything did.</summary>
internal sealed class LoopFault
{
    private ExceptionDispatchInfo? _first;

    /// <summary>Remembers the first fault.</summary>
    public void Set(Exception cause) => Interlocked.CompareExchange(ref _first, ExceptionDispatchInfo.Capture(cause), null);

    /// <summary>Throws the fault, if there was one.</summary>
    public void Throw() => Volatile.Read(ref _first)?.Throw();
}
