using InternVideo2.Data;

namespace InternVideo2.Training;

/// <summary>A batch and what all arms share about it, with the state from which it was made. Owns everything.</summary>
/// <param name="Batch">The clips.</param>
/// <param name="Shared">What was prepared for them.</param>
/// <param name="Cursor">Where the data stood before.</param>
/// <param name="Random">What the shared generators were before.</param>
internal sealed record SharedLesson<TShared>(ClipBatch Batch, TShared Shared, DataCursor Cursor, RandomSnapshot Random) : IDisposable
    where TShared : IDisposable
{
    /// <summary>Takes the next batch of a trial and prepares it. If that fails, the trial stands where it stood.</summary>
    public static SharedLesson<TShared> Next(IAblationTrial<TShared> trial, CancellationToken cancellation)
    {
        var cursor = trial.Data.Cursor;
        var random = trial.Random.Capture();
        ClipBatch? batch = null;
        try
        {
            batch = trial.Data.Next(cancellation);
            return new SharedLesson<TShared>(batch, trial.Prepare(batch), cursor, random);
        }
        catch
        {
            batch?.Dispose();
            trial.Random.Restore(random);
            trial.Data.Cursor = cursor;
            random.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Batch.Dispose();
        Shared.Dispose();
        Random.Dispose();
    }
}
