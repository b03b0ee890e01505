using System.Globalization;
using Rowgate.Server.Options;

namespace Rowgate.Server.Tests.Options;

public sealed class TextFormTests
{
    [Theory]
    [InlineData("0", 0, "0")]
    [InlineData("512", 512, "512B")]
    [InlineData("8KB", 8192, "8KB")]
    [InlineData("8 kib", 8192, "8KB")]
    [InlineData("1.5GB", 1610612736, "1536MB")]
    [InlineData("2TB", 2199023255552, "2TB")]
    public void A_size_reads_and_writes(string text, long bytes, string written)
    {
        Assert.True(ByteSize.TryParse(text, out var size));
        Assert.Equal(bytes, size.Bytes);
        Assert.Equal(written, size.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("KB")]
    [InlineData("-1KB")]
    [InlineData("1 XB")]
    [InlineData("1e3")]
    [InlineData("99999999999TB")]
    public void What_is_no_size_is_refused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData("0", "00:00:00", "0")]
    [InlineData("500ms", "00:00:00.5", "500ms")]
    [InlineData("90s", "00:01:30", "90s")]
    [InlineData("1.5h", "01:30:00", "90m")]
    [InlineData("7d", "7.00:00:00", "7d")]
    public void A_duration_reads_and_writes(string text, string expected, string written)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.Parse(expected, CultureInfo.InvariantCulture), duration);
        Assert.Equal(written, Duration.Format(duration));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("7 days")]
    [InlineData("-1s")]
    [InlineData("99999999999d")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData("127.0.0.1:8080", true)]
    [InlineData("localhost:1", true)]
    [InlineData("[::1]:0", true)]
    [InlineData("0.0.0.0:80", false)]
    [InlineData("*:80", false)]
    [InlineData("[::]:80", false)]
    public void An_address_reads_and_knows_who_can_reach_it(string text, bool isLoopback)
    {
        Assert.True(ListenAddress.TryParse(text, out var address));
        Assert.Equal(isLoopback, address!.IsLoopback);
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData("8080")]
    [InlineData(":8080")]
    [InlineData("::1:8080")]
    [InlineData("example.com:80")]
    [InlineData("127.0.0.1:99999")]
    [InlineData("[127.0.0.1]:80")]
    public void What_is_no_address_is_refused(string text) => Assert.False(ListenAddress.TryParse(text, out _));
}
