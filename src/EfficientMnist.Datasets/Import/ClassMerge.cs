namespace EfficientMnist.Datasets.Import;

/// <summary>Which classes become one.</summary>
public enum ClassMerge
{
    /// <summary>Each name and each folder is a class of its own.</summary>
    None,

    /// <summary>Names that differ in capitals, in spaces at their ends or in how an accent is encoded are one class, called as the commonest of them.</summary>
    Names,

    /// <summary>A folder inside a class folder belongs to that class.</summary>
    Folders,

    /// <summary>Both of them.</summary>
    All,
}
