using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Rowgate.Http.Sockets;

namespace Rowgate.Http.Tests.Sockets;

public sealed class SocketRequestTests
{
    [Fact]
    public async Task An_answer_that_breaks_off_is_an_error_and_nothing_else()
    {
        using var request = new SocketRequest(
            new("r", "GET", "customers", new Dictionary<string, string>(), default), new DefaultHttpContext(), "/rest/v1", bytesMax: 1000);
        var started = (Before: true, After: false);
        var frame = await request.AnswerAsync(async context =>
        {
            started.Before = context.Response.HasStarted;
            await context.Response.WriteAsync("[{\"id\":1},", TestContext.Current.CancellationToken);
            started.After = context.Response.HasStarted;
            context.Abort();
        });

        Assert.Equal((false, true), started);
        var answer = JsonNode.Parse(frame.Span)!;
        Assert.Equal(500, answer["status"]!.GetValue<int>());
        Assert.Equal("The answer broke off", answer["body"]!["message"]!.GetValue<string>());
    }
}
