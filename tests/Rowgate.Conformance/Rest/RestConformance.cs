using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Rowgate.Conformance.Rest;

/// <summary>What the REST surface answers, whatever the database behind it. One database each for every case.</summary>
public abstract class RestConformance
{
    public static TheoryData<string> Reads => [.. ReadCases.All.Select(test => test.Name)];

    public static TheoryData<string> Writes => [.. WriteCases.All.Select(test => test.Name)];

    public static TheoryData<string> Refusals => [.. RefusalCases.All.Select(test => test.Name)];

    /// <summary>Starts a server over a fresh database.</summary>
    protected abstract ValueTask<RestServer> StartAsync();

    [Theory]
    [MemberData(nameof(Reads))]
    public Task Reading(string name) => RunAsync(ReadCases.All.Single(test => test.Name == name));

    [Theory]
    [MemberData(nameof(Writes))]
    public Task Writing(string name) => RunAsync(WriteCases.All.Single(test => test.Name == name));

    [Theory]
    [MemberData(nameof(Refusals))]
    public Task Refusing(string name) => RunAsync(RefusalCases.All.Single(test => test.Name == name));

    /// <summary>Runs one case.</summary>
    protected async Task RunAsync(RestCase test)
    {
        await using var server = await StartAsync();
        using var request = Request(test);
        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.True(test.Status == (int)response.StatusCode, $"{(int)response.StatusCode} instead of {test.Status}: {body}");
        foreach (var header in test.Headers)
            CheckHeader(response, header);
        if (test.Json is { } json)
            AssertJson(json, body);
        if (test.Text is { } text)
            Assert.Equal(text, body);
        if (test.Code is { } code)
            Assert.Equal(code, JsonNode.Parse(body)!["code"]!.GetValue<string>());
        if (test.Says is { } says)
            Assert.Contains(says, body, StringComparison.Ordinal);
        if (test.Then is { } then)
            AssertJson(test.ThenJson!, await server.Client.GetStringAsync(then, TestContext.Current.CancellationToken));
    }

    private static HttpRequestMessage Request(RestCase test)
    {
        var space = test.Request.IndexOf(' ', StringComparison.Ordinal);
        var request = new HttpRequestMessage(
            new HttpMethod(test.Request[..space]), new Uri(test.Request[(space + 1)..], UriKind.Relative));
        if (test.Body is { } body)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        foreach (var header in test.Send)
        {
            var (name, value) = Split(header);
            if (name == "Content-Type")
                request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            else
                Assert.True(request.Headers.TryAddWithoutValidation(name, value), $"The header {name} cannot be sent.");
        }

        return request;
    }

    private static void CheckHeader(HttpResponseMessage response, string expected)
    {
        var (name, value) = Split(expected);
        // As sent: the client's own reading would put spaces in.
        var found = response.Headers.NonValidated.TryGetValues(name, out var values)
            || response.Content.Headers.NonValidated.TryGetValues(name, out values)
            ? values.ToString()
            : "";
        Assert.True(value == found, $"{name} is '{found}' instead of '{value}'.");
    }

    private static (string Name, string Value) Split(string header)
    {
        var colon = header.IndexOf(':', StringComparison.Ordinal);
        return (header[..colon], header[(colon + 1)..].Trim());
    }

    private static void AssertJson(string expected, string actual) =>
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), $"Expected {expected}\nbut got  {actual}");
}
