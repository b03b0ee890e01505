using System.Collections.Immutable;

namespace Rowgate.Server.Options;

public sealed record CorsOptions
{
    [Setting("origins", "The origins, such as `https://shop.example`; `*` for every one.", Default = "pages that come from loopback addresses, and the gate's own", Example = "[https://shop.example]", IsLive = true)]
    public ImmutableArray<string> Origins { get; init; } = [];
}
