namespace Rowgate.Live.Results;

/// <summary>How often a query is evaluated.</summary>
/// <param name="IntervalMin">The pause after an evaluation, in which changes gather.</param>
/// <param name="RetryDelay">The pause after a failure.</param>
/// <param name="Time">The clock to wait by.</param>
internal sealed record ResultPace(TimeSpan IntervalMin, TimeSpan RetryDelay, TimeProvider Time);
