using System.CommandLine;
using Rowgate.Cli.Output;
using Rowgate.Server.Configuration;
using Rowgate.Server.Options;

namespace Rowgate.Cli.Commands;

/// <summary>The flags of the commands that read the configuration, and how it is put together from them.</summary>
internal sealed class ConfigurationFlags
{
    private readonly Option<FileInfo?> _config = new("--config", "-c")
    {
        Description = $"The configuration file. Default: {ConfigurationReader.DefaultFile} in this folder, if it is there.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Any setting, such as limits.body=20MB. May be given several times.",
        HelpName = "KEY=VALUE",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly List<(Symbol Symbol, string Path, string Name)> _own = [];

    /// <summary>Adds the flags that every such command has.</summary>
    public ConfigurationFlags(Command command)
    {
        command.Options.Add(_config);
        command.Options.Add(_set);
    }

    /// <summary>Adds the source as an argument.</summary>
    public ConfigurationFlags WithSource(Command command)
    {
        var source = new Argument<string?>("SOURCE")
        {
            Description = "The database: postgres://USER@HOST/DATABASE, or the path of an SQLite file.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        source.RefuseOptions();
        command.Arguments.Add(source);
        _own.Add((source, "source", "SOURCE"));
        return this;
    }

    /// <summary>Adds the flag for the data folder.</summary>
    public ConfigurationFlags WithData(Command command) =>
        With(command, "--data", "data", "DIR", "The folder for the journal and the sample. Default: ./rowgate-data");

    /// <summary>Adds the flag for the addresses.</summary>
    public ConfigurationFlags WithListen(Command command) =>
        With(command, "--listen", "listen", "ADDR", "Where to accept connections. Several with commas. Default: 127.0.0.1:8080");

    /// <summary>What reads the configuration that this command line means.</summary>
    public ConfigurationReader Reader(ParseResult parsed)
    {
        var flags = new List<(string, string, string)>();
        foreach (var (symbol, path, name) in _own)
        {
            var value = symbol is Option<string?> option ? parsed.GetValue(option) : parsed.GetValue((Argument<string?>)symbol);
            if (value is not null)
                flags.Add((path, value, name));
        }

        foreach (var pair in parsed.GetValue(_set) ?? [])
        {
            if (pair.Split('=', 2) is not [var path, var value])
                throw new CommandFailedException(ExitCode.Usage, $"--set {pair}: a value is missing", "Write it like --set limits.body=20MB");
            flags.Add((path, value, $"--set {path}"));
        }

        return new(File(parsed), Environment.GetEnvironmentVariable, flags);
    }

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="ConfigurationException">There are mistakes.</exception>
    public RowgateOptions Read(ParseResult parsed) => Reader(parsed).Read();

    /// <summary>The configuration file to read or write; null when none is named and the usual one is not there.</summary>
    public string? File(ParseResult parsed) =>
        parsed.GetValue(_config) is { } file ? file.ToString()
        : System.IO.File.Exists(ConfigurationReader.DefaultFile) ? ConfigurationReader.DefaultFile
        : null;

    private ConfigurationFlags With(Command command, string name, string path, string shown, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = shown };
        command.Options.Add(option);
        _own.Add((option, path, name));
        return this;
    }
}
