using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rowgate.Gate.Accounting;
using Rowgate.Http.Configuration;
using Rowgate.Http.Guard;
using Rowgate.Http.Live;
using Rowgate.Http.OpenApi;
using Rowgate.Http.Rest;
using Rowgate.Http.Sockets;

namespace Rowgate.Http;

/// <summary>Registers the HTTP front.</summary>
public static class HttpServices
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds the front. Needs a <c>RequestGate</c>, <c>LiveQueries</c> and a <c>CallerIdentifier</c> among the services; the settings are
        /// the options <see cref="HttpOptions"/>, to be configured beside this.</summary>
        public IServiceCollection AddRowgateHttp()
        {
            services.AddOptions<HttpOptions>().ValidateDataAnnotations().ValidateOnStart();
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton<RequestAccount>();
            return services
                .AddSingleton<RequestGuard>()
                .AddSingleton<EventStream>()
                .AddSingleton<LongPoll>()
                .AddSingleton<LiveSocket>()
                .AddSingleton<OpenApiCache>()
                .AddSingleton<ReadHandler>()
                .AddSingleton<ImportHandler>()
                .AddSingleton<WriteHandler>()
                .AddSingleton<OptionsHandler>()
                .AddSingleton<RootHandler>()
                .AddSingleton<FunctionHandler>()
                .AddSingleton<RestRouter>()
                .AddSingleton<RestEndpoint>();
        }
    }
}
