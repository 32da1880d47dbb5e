namespace InternVideo2.Stage3;

/// <summary>What is trained in a sub-stage of a <see cref="VideoChatModel"/> (stage 3, 1). The Q-Former and the projection always are.</summary>
public sealed record ChatPhase
{
    /// <summary>For reports and folders.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the vision encoder and the norm behind it stay as they are.</summary>
    public bool FreezeVision { get; init; }

    /// <summary>Whether the language model's adapters learn.</summary>
    public bool TrainAdapters { get; init; }

    /// <summary>Whether all of the language model learns, as no release does; for small ones.</summary>
    public bool TrainLanguage { get; init; }

    /// <summary>3.2, connection: the language model is frozen.</summary>
    public static ChatPhase Connection { get; } = new() { Name = "connection" };

    /// <summary>3.3, instruction tuning, and the high-resolution one: the language model learns by its adapters.</summary>
    public static ChatPhase Instruction { get; } = new() { Name = "instruction", TrainAdapters = true };
}
