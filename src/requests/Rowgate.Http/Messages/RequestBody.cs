using System.Buffers;
using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;

namespace Rowgate.Http.Messages;

/// <summary>Reads the body of a request whole, up to a limit.</summary>
internal static class RequestBody
{
    /// <summary>Reads the body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="bytesMax">The limit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<Outcome<ReadOnlyMemory<byte>>> ReadAsync(
        HttpRequest request, int bytesMax, CancellationToken cancellationToken)
    {
        if (request.ContentLength > bytesMax)
            return TooLarge(bytesMax);
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > bytesMax)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return TooLarge(bytesMax);
            }

            if (read.IsCompleted)
            {
                ReadOnlyMemory<byte> body = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return body;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>The refusal of a body that is too large.</summary>
    public static Refusal TooLarge(long bytesMax) =>
        new(
            RefusalCode.BodyTooLarge,
            $"The body is larger than {bytesMax} bytes",
            Hint: "Send the rows in several requests, or raise the limit.");
}
