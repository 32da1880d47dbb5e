namespace InternVideo2.Data;

/// <summary>A place in the endless sequence of epochs: which sample comes next.</summary>
/// <param name="Epoch">From 0.</param>
/// <param name="Position">How much of the epoch's order has been used, in samples, or in batches where the source counts those.</param>
public readonly record struct DataCursor(int Epoch, int Position);
