using System.Text.Json.Nodes;

namespace Rowgate.Http.Tests;

/// <summary>Short ways to ask and to look at answers.</summary>
internal static class Answers
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<HttpResponseMessage> SendAsync(
        this TestServer server, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative))
        {
            Version = server.Client.DefaultRequestVersion,
            VersionPolicy = server.Client.DefaultVersionPolicy,
        };
        foreach (var (name, value) in headers)
        {
            if (name == "Host")
                request.Headers.Host = value;
            else
                Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
    }

    public static Task<HttpResponseMessage> GetAsync(this TestServer server, string path, params (string, string)[] headers) =>
        server.SendAsync(HttpMethod.Get, path, headers);

    public static async Task<string> TextAsync(this HttpResponseMessage response) =>
        await response.Content.ReadAsStringAsync(Cancelled);

    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.TextAsync())!;

    public static async Task<string> CodeAsync(this HttpResponseMessage response) =>
        (await response.JsonAsync())["code"]!.GetValue<string>();

    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values)
        || response.Content.Headers.NonValidated.TryGetValues(name, out values)
            ? values.ToString()
            : null;
}
