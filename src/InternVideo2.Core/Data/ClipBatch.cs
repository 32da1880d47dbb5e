using System.Collections.Frozen;
using InternVideo2.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Data;

/// <summary>One batch of samples of one <see cref="MediaType"/>. Owns its tensors.</summary>
public sealed record ClipBatch : IDisposable
{
    private readonly Tensor? _frames;

    /// <param name="frames">B × 3 × T × H × W, float32, normalised; null for samples that are sound alone.</param>
    /// <param name="ids">B clip identifiers, unique within the data set.</param>
    public ClipBatch(Tensor? frames, IReadOnlyList<string> ids)
    {
        (_frames, Ids, Groups) = (frames, ids, ids);
        Media = frames is null ? MediaType.Audio : MediaType.Video;
    }

    /// <summary>Whether there is something to see.</summary>
    public bool HasFrames => _frames is not null;

    /// <summary>B × 3 × T × H × W, float32, normalised.</summary>
    /// <exception cref="InvalidOperationException">The samples are sound alone.</exception>
    public Tensor Frames => _frames ?? throw new InvalidOperationException($"This batch of type {Media} has no frames; look at {nameof(Media)} first.");

    /// <summary>B clip identifiers, unique within the data set.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>What the samples are. Default: video, or audio without frames.</summary>
    public MediaType Media { get; init; }

    /// <summary>B × F × M, normalised log-mel features (stage 2, 12); null without sound.</summary>
    public Tensor? Sound { get; init; }

    /// <summary>B cleaned texts for each caption column; empty without any.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Captions { get; init; } = FrozenDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>B conversations about the clips, each of one question or more (stage 3, 8.1); empty when the samples have none.</summary>
    public IReadOnlyList<IReadOnlyList<ClipQuestion>> Questions { get; init; } = [];

    /// <summary>B × L, rows of texts that are numbers already (<see cref="MediaType.Text"/>); null otherwise.</summary>
    public TokenBatch? Tokens { get; init; }

    /// <summary>
    /// B numbers of views, when a sample is seen by several (stage 3, 9: tiles, and the whole last): <see cref="Frames"/> then has as many rows as there
    /// are views, those of a sample together. Empty: each is seen by one.
    /// </summary>
    public IReadOnlyList<int> Views { get; init; } = [];

    /// <summary>
    /// B lists of T seconds from the beginning of the file, at which the frames were taken (stage 3, 8.2); a list is empty where they are not known, and
    /// there is none where nobody asked.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<double>> FrameTimes { get; init; } = [];

    /// <summary>B names; samples with the same one are each other's positives (stage 2, 7.2). Default: <see cref="Ids"/>.</summary>
    public IReadOnlyList<string> Groups { get; init; }

    /// <summary>The sample that a row of <see cref="Frames"/> belongs to.</summary>
    public int SampleOf(int row)
    {
        if (Views.Count == 0) return row;
        var sample = 0;
        for (; row >= Views[sample]; sample++) row -= Views[sample];
        return sample;
    }

    /// <summary>The same samples on the device of a model. This object is given up: it is returned itself if that is the CPU, where batches are read, and disposed otherwise.</summary>
    /// <returns>Owned by the caller, in this object's place.</returns>
    public ClipBatch Onto(Device device)
    {
        if (device.type == DeviceType.CPU) return this;
        using (this)
        {
            return With(_frames?.to(device), Sound?.to(device), Tokens?.To(device));
        }
    }

    /// <summary>The same samples under tensor handles of their own, which the caller owns; the memory is shared.</summary>
    public ClipBatch Alias() => With(_frames?.alias(), Sound?.alias(), Tokens?.Alias());

    public void Dispose()
    {
        _frames?.Dispose();
        Sound?.Dispose();
        Tokens?.Dispose();
    }

    private ClipBatch With(Tensor? frames, Tensor? sound, TokenBatch? tokens) => new(frames, Ids)
    {
        Media = Media,
        Sound = sound,
        Tokens = tokens,
        Captions = Captions,
        Questions = Questions,
        Views = Views,
        FrameTimes = FrameTimes,
        Groups = Groups,
    };
}
