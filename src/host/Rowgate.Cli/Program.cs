using System.CommandLine;
using Rowgate.Cli.Commands;
using Rowgate.Cli.Output;

var root = new RootCommand("Rowgate: the one gate between services and their database.")
{
    ServeCommand.Make(),
    CheckCommand.Make(),
    ChangesCommand.Make(),
    InitCommand.Make(),
    CaptureCommand.Make(),
    BackfillCommand.Make(),
    ReloadCommand.Make(),
    ConfigCommand.Make(),
    VersionCommand.Make(),
};
HelpExamples.AddTo(root);
return await Edge.RunAsync(root, args);
