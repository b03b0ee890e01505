using System.Globalization;

namespace Rowgate.Bench;

/// <summary>Two ways of doing the same, taking turns in one run so that the machine's moods meet both.</summary>
internal static class Comparison
{
    private const int Rounds = 5;

    /// <summary>Runs both, and prints the middle rate of each and their ratio.</summary>
    /// <param name="what">What is done.</param>
    /// <param name="unit">What is counted, such as <c>changes</c>.</param>
    /// <param name="ours">Runs once and tells its rate per second.</param>
    /// <param name="peer">Likewise, for the peer.</param>
    public static async Task PrintAsync(string what, string unit, Func<Task<double>> ours, Func<Task<double>> peer)
    {
        // Once for the compiler.
        await ours();
        await peer();
        var (ourRates, peerRates) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            ourRates.Add(await ours());
            peerRates.Add(await peer());
        }

        var (our, their) = (Median(ourRates), Median(peerRates));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what,-44} {our,12:N0} {unit}/s   peer {their,12:N0} {unit}/s   ratio {our / their:0.00}"));
    }

    private static double Median(List<double> rates) => rates.Order().ElementAt(rates.Count / 2);
}
