namespace InternVideo2.Data;

/// <summary>A place in the endless sequence of epochs: which sample comes next.</summary>
/// <param name="Epoch">From 0.</param>
/// <param name="Position">How many samples of the epoch's order have been used.</param>
public readonly record struct DataCursor(int Epoch, int Position);
