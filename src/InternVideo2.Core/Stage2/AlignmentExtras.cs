using InternVideo2.MediaText;
using InternVideo2.Teachers;

namespace InternVideo2.Stage2;

/// <summary>What an <see cref="AlignmentObjective"/> may be given beside its model.</summary>
public sealed record AlignmentExtras
{
    /// <summary>The image teacher of <see cref="LossTerm.Uta"/>; it is frozen and owned by the objective.</summary>
    public ISpatialTeacher? Teacher { get; init; }

    /// <summary>The other processes.</summary>
    public IGather Gather { get; init; } = SingleProcess.Instance;

    /// <summary>Knows what frozen encoders say.</summary>
    public IFrozenMemory Memory { get; init; } = NoFrozenMemory.Instance;

    /// <summary>False: the model is used elsewhere, too, and disposed there.</summary>
    public bool OwnsModel { get; init; } = true;
}
