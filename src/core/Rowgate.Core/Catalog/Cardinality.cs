namespace Rowgate.Core.Catalog;

/// <summary>How many rows of the target a row of the parent has.</summary>
public enum Cardinality
{
    /// <summary>The parent owns the foreign key: one target row at most.</summary>
    ManyToOne,

    /// <summary>The target owns the foreign key: any number of target rows.</summary>
    OneToMany,

    /// <summary>The foreign key's columns are unique on the owner: one target row at most, from either side.</summary>
    OneToOne,

    /// <summary>Through a junction table: any number of target rows.</summary>
    ManyToMany,
}
