using Rowgate.Journal.Batches;

namespace Rowgate.Journal.Tests.Batches;

public sealed class ChecksumTests
{
    /// <summary>The check value of the catalogue of CRCs, and two of RFC 3720, appendix B.4.</summary>
    [Fact]
    public void It_is_the_crc32c_that_everybody_means()
    {
        Assert.Equal(0xE3069283, Checksum.Of("123456789"u8));
        Assert.Equal(0x8A9136AA, Checksum.Of(new byte[32]));
        Assert.Equal(0x46DD794Eu, Checksum.Of([.. Enumerable.Range(0, 32).Select(value => (byte)value)]));
    }
}
