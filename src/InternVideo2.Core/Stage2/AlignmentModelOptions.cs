using InternVideo2.Encoders;

namespace InternVideo2.Stage2;

/// <summary>The parts of an <see cref="AlignmentModel"/> and how they meet (stage 2, 5).</summary>
public sealed record AlignmentModelOptions
{
    public required VisionTowerOptions Vision { get; init; }

    /// <summary>The text encoder. The width of the media it attends to follows from the others: <see cref="FusedWidth"/>.</summary>
    public required TextEncoderOptions Text { get; init; }

    /// <summary>The audio encoder; null: the model hears nothing. Needs <see cref="FusionWidth"/>.</summary>
    public AudioEncoderOptions? Audio { get; init; }

    /// <summary>D, size of the vectors that are contrasted. 1 or more: 512 in the visual class, 768 in the audio-visual one.</summary>
    public int ContrastWidth { get; init; } = 512;

    /// <summary>
    /// Channels to which tokens of all senses are brought before the fusion layers attend to them: the audio-visual class (768). Null: the fusion layers
    /// attend to the vision encoder's tokens as they are: the visual class.
    /// </summary>
    public int? FusionWidth { get; init; }

    /// <summary>Whether there is a head that matches sound and text. Needs <see cref="Audio"/>.</summary>
    public bool AudioTextHead { get; init; }

    /// <summary>Whether there is a head that matches frames and sound together with text. Needs <see cref="Audio"/>.</summary>
    public bool AudioVideoTextHead { get; init; }

    /// <summary>Whether the vectors of sound and frames can become one. Needs <see cref="Audio"/>.</summary>
    public bool AudioVideoVector { get; init; }

    /// <summary>What similarities are divided by at the start; it is learned. Above 0.</summary>
    public double Temperature { get; init; } = 0.07;

    /// <summary>Channels of the tokens that the fusion layers attend to.</summary>
    public int FusedWidth => FusionWidth ?? Vision.Encoder.Width;

    /// <summary>Throws when a member is out of its range or two of them do not fit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Vision.Validate();
        (Text with { MediaWidth = FusedWidth }).Validate();
        Audio?.Validate();
        Check(ContrastWidth >= 1, nameof(ContrastWidth), ContrastWidth, "1 or more");
        Check(FusionWidth is null or >= 1, nameof(FusionWidth), FusionWidth, "1 or more, or null");
        Check(Audio is null || FusionWidth is not null, nameof(FusionWidth), FusionWidth, $"1 or more with {nameof(Audio)}");
        Check(Audio is not null || !AudioTextHead, nameof(AudioTextHead), AudioTextHead, $"false without {nameof(Audio)}");
        Check(Audio is not null || !AudioVideoTextHead, nameof(AudioVideoTextHead), AudioVideoTextHead, $"false without {nameof(Audio)}");
        Check(Audio is not null || !AudioVideoVector, nameof(AudioVideoVector), AudioVideoVector, $"false without {nameof(Audio)}");
        Check(Temperature > 0 && double.IsFinite(Temperature), nameof(Temperature), Temperature, "above 0");
    }

    private static void Check(bool allowed, string member, object? value, string range) =>
        OptionRange.Check(allowed, nameof(AlignmentModelOptions), member, value, range);
}
