namespace Rowgate.Conformance.Rest;

/// <summary>What the REST surface answers beyond <see cref="RestConformance"/> when PostgreSQL is behind it. The server stands
/// over <see cref="PostgresShop"/>.</summary>
public abstract class PostgresRestConformance : RestConformance
{
    public static TheoryData<string> PostgresReads => [.. PostgresReadCases.All.Select(test => test.Name)];

    public static TheoryData<string> Calls => [.. PostgresCallCases.All.Select(test => test.Name)];

    public static TheoryData<string> Answers => [.. PostgresAnswerCases.All.Select(test => test.Name)];

    public static TheoryData<string> Forms => [.. PostgresFormCases.All.Select(test => test.Name)];

    [Theory]
    [MemberData(nameof(PostgresReads))]
    public Task Reading_what_only_PostgreSQL_has(string name) =>
        RunAsync(PostgresReadCases.All.Single(test => test.Name == name));

    [Theory]
    [MemberData(nameof(Calls))]
    public Task Calling(string name) => RunAsync(PostgresCallCases.All.Single(test => test.Name == name));

    [Theory]
    [MemberData(nameof(Answers))]
    public Task Answering(string name) => RunAsync(PostgresAnswerCases.All.Single(test => test.Name == name));

    [Theory]
    [MemberData(nameof(Forms))]
    public Task Rendering(string name) => RunAsync(PostgresFormCases.All.Single(test => test.Name == name));
}
