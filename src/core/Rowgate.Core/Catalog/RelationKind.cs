namespace Rowgate.Core.Catalog;

/// <summary>What a relation is.</summary>
public enum RelationKind
{
    /// <summary>An ordinary table.</summary>
    Table,

    /// <summary>A view.</summary>
    View,

    /// <summary>A table whose rows a module of the database computes, such as a full-text index. Never captured.</summary>
    Virtual,
}
