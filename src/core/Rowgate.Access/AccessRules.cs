using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;

namespace Rowgate.Access;

/// <summary>Decides whether a caller may run a plan. Every path to rows asks here: REST, live queries, outlets.</summary>
/// <remarks>A caller with a database role is let through: there the database decides, for it knows what the role may do.</remarks>
/// <param name="anonymous">What callers may do that did not say who they are and have no database role.</param>
public sealed class AccessRules(AnonymousAccess anonymous)
{
    /// <summary>Decides whether a caller may ask anything at all; asked first, because errors name tables and columns.</summary>
    /// <returns>Null when the caller may.</returns>
    public Refusal? Admit(Caller caller) =>
        Granted(caller) >= AnonymousAccess.Read ? null : Refuse(caller, "ask anything");

    /// <summary>Decides on a read.</summary>
    /// <returns>The plan to run instead, which shows no more than the caller may see; or why there is none.</returns>
    public Outcome<ReadPlan> Authorise(Caller caller, ReadPlan plan) =>
        Granted(caller) >= AnonymousAccess.Read ? plan : Refuse(caller, $"read {plan.Source.Name}");

    /// <summary>Decides on a write.</summary>
    /// <returns>The plan to run instead; or why there is none.</returns>
    public Outcome<WritePlan> Authorise(Caller caller, WritePlan plan) =>
        CheckWrite(caller, plan.Target) is { } refusal ? refusal : plan;

    /// <summary>Decides on a call. What the function does is the database's to judge; here it counts whether it may write.</summary>
    /// <returns>The plan to run instead; or why there is none.</returns>
    public Outcome<CallPlan> Authorise(Caller caller, CallPlan plan) => Granted(caller) switch
    {
        AnonymousAccess.Write => plan,
        AnonymousAccess.Read when plan.IsReadOnly => plan,
        AnonymousAccess.Read => new Refusal(
            RefusalCode.NotAllowed,
            $"The role {caller.Role} may not call {plan.Function.Name}, which may write",
            Hint: "Anonymous callers may only read here. Set \"anonymous: write\" to let them write."),
        _ => Refuse(caller, $"call {plan.Function.Name}"),
    };

    /// <summary>Decides whether a caller may write a relation at all; also for documents that list what can be done.</summary>
    /// <returns>Null when the caller may.</returns>
    public Refusal? CheckWrite(Caller caller, Relation target) => Granted(caller) switch
    {
        AnonymousAccess.Write => null,
        AnonymousAccess.Read => new Refusal(
            RefusalCode.NotAllowed,
            $"The role {caller.Role} may not write {target.Name}",
            Hint: "Anonymous callers may only read here. Set \"anonymous: write\" to let them write."),
        _ => Refuse(caller, $"write {target.Name}"),
    };

    private AnonymousAccess Granted(Caller caller) =>
        caller.IsAnonymous && caller.DatabaseRole is null ? anonymous : AnonymousAccess.Write;

    private static Refusal Refuse(Caller caller, string action) =>
        new(
            RefusalCode.AnonymousNotAllowed,
            $"The role {caller.Role} may not {action}",
            Hint: "Anonymous access is off. Set \"anonymous: read\" or \"anonymous: write\" to allow it.");
}
