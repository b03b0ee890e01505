namespace Rowgate.Gate.Accounting;

/// <summary>The steps of a request whose duration may be asked for.</summary>
public enum RequestStep
{
    /// <summary>Finding out who asks.</summary>
    Identify,

    /// <summary>Reading the query and the body.</summary>
    Parse,

    /// <summary>Finding names and rights.</summary>
    Plan,

    /// <summary>Running the statement until its first rows.</summary>
    Run,
}
