namespace InternVideo2.Classification;

/// <summary>Which parameters of a classifier are trained (stage 1, 9.4). What comes after the pooling always is.</summary>
public sealed record TrainedParts
{
    /// <summary>Full fine-tuning.</summary>
    public static TrainedParts Everything { get; } = new() { Encoder = true };

    /// <summary>Linear probing: what comes after the pooling.</summary>
    public static TrainedParts Head { get; } = new();

    /// <summary>Attentive probing: the pooling and what comes after it.</summary>
    public static TrainedParts PoolingAndHead { get; } = new() { Pooling = true };

    /// <summary>The whole encoder; then the other members do not matter.</summary>
    public bool Encoder { get; init; }

    /// <summary>So many of the last blocks (open_block_num). 0 or more.</summary>
    public int LastBlocks { get; init; }

    /// <summary>The attention pooling (open_clip_projector).</summary>
    public bool Pooling { get; init; }

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate() => OptionRange.Check(LastBlocks >= 0, nameof(TrainedParts), nameof(LastBlocks), LastBlocks, "0 or more");

    /// <summary>Takes everything else out of the gradients, and puts this in.</summary>
    public void Apply(VideoClassifier classifier)
    {
        Validate();
        var firstOpen = classifier.Options.Encoder.Depth - LastBlocks;
        foreach (var (name, parameter) in classifier.Encoder.named_parameters())
        {
            var path = name.Split('.');
            parameter.requires_grad = Encoder || path[0] switch
            {
                "blocks" => int.Parse(path[1]) >= firstOpen,
                "pool" => Pooling,
                _ => false,
            };
        }
    }
}
