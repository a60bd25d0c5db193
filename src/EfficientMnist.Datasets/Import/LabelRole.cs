namespace EfficientMnist.Datasets.Import;

/// <summary>What the label of an image of the pool is for.</summary>
internal enum LabelRole : byte
{
    /// <summary>The oracle sells it, or there is none.</summary>
    ForSale,

    /// <summary>Known from the start: a run learns from it and pays nothing.</summary>
    Given,

    /// <summary>Known from the start: a run estimates its accuracy with it and learns nothing from it.</summary>
    Validation,
}
