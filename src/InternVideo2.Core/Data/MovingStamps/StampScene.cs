using InternVideo2.Data.MovingShapes;

namespace InternVideo2.Data.MovingStamps;

/// <summary>One clip of the moving stamps: an animal that moves as the shapes do, before the same backgrounds.</summary>
/// <param name="Split">Part of the set.</param>
/// <param name="Animal">What moves.</param>
/// <param name="Mirrored">Left and right exchanged: the way an animal faces must not tell where it goes.</param>
/// <param name="Movement">Motions, speed, background and the state's beginning; shape, colour and sound have no meaning here.</param>
public sealed record StampScene(StampsSplit Split, Stamp Animal, bool Mirrored, ShapesScene Movement)
{
    // The parts are so many numbers apart.
    private const int ClipsPerPart = 25_000;

    private const ulong AnimalStream = 4;

    /// <summary>A name that no other clip of any part has.</summary>
    public string Id => FormattableString.Invariant($"stamps-{Split.Name()}-{Movement.Seed}-{Movement.Index % ClipsPerPart:00000}");

    /// <summary>Draws a clip.</summary>
    /// <param name="animals">All animals.</param>
    /// <param name="seed">Seed of the set.</param>
    /// <param name="index">Number of the clip, 0 … 24,999.</param>
    /// <param name="split">Part of the set.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of its range.</exception>
    public static StampScene Draw(IReadOnlyList<Stamp> animals, ulong seed, int index, StampsSplit split)
    {
        OptionRange.Check(index is >= 0 and < ClipsPerPart, nameof(StampScene), nameof(index), index, $"0 … {ClipsPerPart - 1}");
        var movement = ShapesScene.Draw(seed, ((int)split * ClipsPerPart) + index, ShapesSplit.Independent);
        var random = movement.Random(AnimalStream);
        var choice = animals.Where(a => a.HeldOut == (split == StampsSplit.ZeroShot)).ToArray();
        return new StampScene(split, choice[random.Next(choice.Length)], random.Next(2) == 1, movement);
    }

    /// <summary>The captions, under the keys of the official audio-video-text lists. Picture, sound and speech agree.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Captions
    {
        get
        {
            var f = Movement.Factors;
            var then = f.Then is { } motion ? $" and then {motion.Label()} {f.Speed.Label()}" : "";
            var seen = $"{Animal.Caption} {f.Motion.Label()} {f.Speed.Label()}{then} on a {f.Background.Label()} background";
            var heard = $"the sound of {Animal.Caption}";
            return new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
            {
                ["caption"] = [seen],
                ["selected_video_caption"] = [seen],
                ["selected_audio_caption"] = [heard],
                ["asr_captions"] = [$"{Animal.Word}."],
                ["av_captions"] = [$"{seen} with {heard}"],
                ["avs_captions"] = [$"{seen} with {heard} and a voice says {Animal.Word}"],
            };
        }
    }

    /// <summary>Labels by factor: "animal", "background", "motion", "then", "speed".</summary>
    public IReadOnlyDictionary<string, string> Factors
    {
        get
        {
            var labels = Movement.Factors.Labels;
            string[] kept = ["background", "motion", "then", "speed"];
            return kept.ToDictionary(name => name, name => labels[name], StringComparer.Ordinal).Append(new("animal", Animal.Name)).ToDictionary(StringComparer.Ordinal);
        }
    }
}
