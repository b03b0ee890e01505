using Rowgate.Core.Errors;
using Rowgate.Core.Values;

namespace Rowgate.Core.Tests.Values;

public sealed class PooledBufferTests
{
    [Fact]
    public void More_than_a_buffer_can_hold_is_refused_and_what_it_holds_stays()
    {
        using var buffer = new PooledBuffer(16);
        buffer.Add("abc"u8);

        var refused = Assert.Throws<RefusedException>(() => buffer.GetMemory(int.MaxValue));

        Assert.Equal(RefusalCode.QueryTooComplex, refused.Refusal.Code);
        Assert.Equal("abc"u8, buffer.WrittenSpan);
    }
}
