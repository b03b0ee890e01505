namespace Rowgate.Cli.Output;

/// <summary>What the exit codes of the program mean. Listed in docs/reference/cli.md.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>A check found something wrong.</summary>
    public const int CheckFailed = 1;

    /// <summary>The command line was not understood.</summary>
    public const int Usage = 2;

    /// <summary>The configuration has mistakes.</summary>
    public const int Configuration = 3;

    /// <summary>The source cannot be opened or read.</summary>
    public const int Source = 4;

    /// <summary>The journal cannot be opened, read or written, or no longer holds what was asked for.</summary>
    public const int Journal = 5;

    /// <summary>The address to listen on is not available.</summary>
    public const int Address = 6;

    /// <summary>A file could not be written.</summary>
    public const int Output = 7;

    /// <summary>A bug in Rowgate.</summary>
    public const int Bug = 70;
}
