using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Conformance;
using Rowgate.Journal.Embedded;

namespace Rowgate.Journal.Tests.Embedded;

public sealed class EmbeddedJournalConformanceTests : JournalConformance
{
    private readonly TemporaryDirectory _directory = new();

    protected override ValueTask<IJournal> OpenAsync() => ValueTask.FromResult<IJournal>(
        EmbeddedJournal.Open(new() { Directory = _directory.Path }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance));

    protected override ValueTask DeleteAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>The same without recent parts in memory, so that every read comes from the file.</summary>
public sealed class StoredJournalConformanceTests : JournalConformance
{
    private readonly TemporaryDirectory _directory = new();

    protected override ValueTask<IJournal> OpenAsync() => ValueTask.FromResult<IJournal>(EmbeddedJournal.Open(
        new() { Directory = _directory.Path, RecentBytesMax = 0 }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance));

    protected override ValueTask DeleteAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }
}
