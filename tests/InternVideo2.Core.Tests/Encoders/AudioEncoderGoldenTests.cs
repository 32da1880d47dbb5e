using System.Text.Json;
using InternVideo2.Audio;
using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Tests.Audio;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Encoders;

/// <summary>The audio encoder gives the official values at every stage of its work, and the official gradients.</summary>
public sealed class AudioEncoderGoldenTests
{
    // Two correct float32 implementations share 1e-6 here.
    private const double Tolerance = 1e-5;

    [GoldenTheory("stage2/beats")]
    public void Encoder(string file)
    {
        using var golden = new GoldenFile(file);
        var options = BeatsConfig.Encoder(GoldenModels.Settings(golden.Config), file);
        using var encoder = new AudioEncoder(options, Initializer.Blank());
        CheckpointLoader.Load(encoder, OfficialKeys.Audio, golden.ReadAll("w."));
        using var scope = NewDisposeScope();
        var features = golden.Read("in.fbank");
        var patches = encoder.PatchTokens(features);
        golden.Check("out.patch_tokens", patches, Tolerance);
        var projected = encoder.Project(patches);
        golden.Check("out.encoder_input", projected, Tolerance);
        golden.Check("out.pos_conv", encoder.Places(projected), Tolerance);
        var tokens = projected.shape[1];
        if (encoder.DistanceBias(tokens) is { } distances) golden.Check("out.position_bias", BiasedAttention.BiasRows(distances, tokens, 0, tokens), 0);

        var output = encoder.call(features, new AudioRequest { Layers = [.. Enumerable.Range(0, options.Depth)] });
        for (var layer = 0; layer < options.Depth; layer++) golden.Check($"out.hidden.{layer + 1}", output.Layers[layer], Tolerance);
        golden.Check("out.forward", output.Tokens, Tolerance);
        var (padded, _) = encoder.Encode(projected, new AudioRequest { Padding = golden.Read("in.token_padding_mask") });
        golden.Check("out.encoder_with_token_padding", padded, Tolerance);

        output.Tokens.mul(golden.Read("in.gradseed")).sum().backward();
        var parameters = OfficialKeys.Audio.Parameters(encoder).ToDictionary();
        Assert.All(golden.Keys("grad."), name => golden.Check("grad." + name, parameters[name].grad!, 1e-4));
    }

    [GoldenTheory("stage2/beats_buckets")]
    public void Buckets(string file)
    {
        using var golden = new GoldenFile(file);
        using var scope = NewDisposeScope();
        var number = 0;
        foreach (var setting in golden.Config.EnumerateArray())
        {
            var found = RelativeBuckets.Of(
                golden.Read($"in.relative_position.{number}"), setting.GetProperty("num_buckets").GetInt32(), setting.GetProperty("max_distance").GetInt32());
            golden.Check($"out.bucket.{number}", found, 0);
            number++;
        }

        Assert.True(number > 0);
    }

    [GoldenTheory("stage2/beats_waveform_padding")]
    public void From_the_waveform_to_what_is_heard(string file)
    {
        using var golden = new GoldenFile(file);
        var settings = GoldenModels.Settings(golden.Config);
        using var tagger = new AudioTagger(BeatsConfig.Encoder(settings, file), BeatsConfig.Classes(settings, file)!.Value, Initializer.Blank());
        CheckpointLoader.Load(tagger, OfficialKeys.AudioTagger, golden.ReadAll("w."));
        using var scope = NewDisposeScope();
        var logMel = new LogMel(AudioTagger.Features);
        var waves = golden.Read("in.waveform"); // B × samples
        var features = stack(waves.unbind().Select(wave => logMel.Normalise(logMel.Energies(new Sound(wave.contiguous().data<float>().ToArray(), 16000)))));
        var deviation = 2 * logMel.Options.Deviation;
        LogMelClose.Check(file, features.flatten(0, 1).mul(deviation), golden.Read("out.fbank128_norm").flatten(0, 1).mul(deviation));

        golden.Check("out.probs_nomask", tagger.call(features, null), Tolerance);
        var padding = golden.Read("in.sample_padding_mask");
        golden.Check("out.probs_mask", tagger.call(features, padding), Tolerance);
        var tokens = golden.Read("out.token_padding_mask");
        using var reduced = PaddingMask.Reduce(PaddingMask.Reduce(padding, features.shape[1]), tokens.shape[1]);
        Assert.Equal(tokens.data<bool>().ToArray(), reduced.data<bool>().ToArray());
    }

    [GoldenTheory("keys/stage2_beats_iter3")]
    public void Keys(string file)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.FullPath(file)));
        using var encoder = new AudioEncoder(AudioEncoderOptions.Beats, Initializer.Blank(META));
        var expected = golden.RootElement.EnumerateObject().Select(key => $"{key.Name} [{string.Join(", ", key.Value.EnumerateArray())}]");
        var actual = OfficialKeys.Audio.FileState(encoder).Select(entry => $"{entry.Name} [{string.Join(", ", entry.Value.shape)}]");

        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
        Assert.All(encoder.state_dict().Keys, ours => Assert.Equal(ours, OfficialKeys.Audio.ToOurs(OfficialKeys.Audio.ToOfficial(ours))));
    }
}
