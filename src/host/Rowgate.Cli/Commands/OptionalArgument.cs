using System.CommandLine;
using Rowgate.Core.Errors;

namespace Rowgate.Cli.Commands;

/// <summary>Arguments that may be left out.</summary>
internal static class OptionalArgument
{
    extension(Argument<string?> argument)
    {
        /// <summary>Refuses words that look like options: else a mistyped option would be taken for the argument.</summary>
        public void RefuseOptions() => argument.Validators.Add(result =>
        {
            if (result.Tokens is not [{ Value: ['-', ..] word }])
                return;
            var known = ((System.CommandLine.Parsing.CommandResult)result.Parent!).Command.Options.Select(option => option.Name);
            result.AddError($"{word} is not an option. {NearestName.Hint(word, known)}".TrimEnd());
        });
    }
}
