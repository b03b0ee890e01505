using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Rowgate.Databases;
using Rowgate.Server.Options;
using Rowgate.Server.Sources;

namespace Rowgate.Server.Features;

/// <summary>The database behind the gate.</summary>
internal static class SourceFeature
{
    public static void Add(WebApplicationBuilder builder, SourceAddress address) =>
        builder.Services
            .AddSingleton(_ => Source.Open(address))
            .AddSingleton<IDatabase>(services => services.GetRequiredService<Source>().Database);
}
