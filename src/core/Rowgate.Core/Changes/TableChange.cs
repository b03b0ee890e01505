namespace Rowgate.Core.Changes;

/// <summary>A change of one table.</summary>
/// <param name="Shape">The table as it was when the change was made; says what the places of the images mean.</param>
public abstract record TableChange(TableShape Shape) : Change;
