using System.Runtime.InteropServices;

namespace Rowgate.Server.Reloading;

/// <summary>The signals that ask to look at something again, as PostgREST has them.</summary>
internal sealed class ReloadSignals : IDisposable
{
    // The numbers of SIGUSR1 and SIGUSR2, for which the platform has no names.
    private static readonly (int Schema, int Configuration) Numbers = OperatingSystem.IsLinux() ? (10, 12) : (30, 31);

    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <summary>Listens until disposed.</summary>
    /// <param name="schema">What SIGUSR1 asks for.</param>
    /// <param name="configuration">What SIGUSR2 and SIGHUP ask for.</param>
    public ReloadSignals(Action schema, Action configuration)
    {
        Add(PosixSignal.SIGHUP, configuration);
        if (OperatingSystem.IsWindows())
            return;
        Add((PosixSignal)Numbers.Schema, schema);
        Add((PosixSignal)Numbers.Configuration, configuration);
    }

    /// <inheritdoc/>
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void Add(PosixSignal signal, Action action) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            action();
        }));
}
