namespace InternVideo2.Training;

/// <summary>A value for every optimiser step of a run.</summary>
public interface ISchedule
{
    /// <summary>Length of the run in steps.</summary>
    long Steps { get; }

    /// <summary>The value of step <paramref name="step"/>, counted from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step is not one of the run.</exception>
    double this[long step] { get; }
}
