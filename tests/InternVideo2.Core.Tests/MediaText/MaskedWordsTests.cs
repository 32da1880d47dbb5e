using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.MediaText;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.MediaText;

/// <summary>Words are hidden as officially, and guessing them costs what it officially does; nothing hidden costs nothing.</summary>
public sealed class MaskedWordsTests
{
    private static readonly WordTokens Tokens = new(Padding: 0, Class: 2, Mask: 4);

    [GoldenTheory("stage2/loss_mlm")]
    public void Hidden_words(string file)
    {
        using var golden = new GoldenFile(file);
        using var text = new TextEncoder(GoldenModels.Text(golden.Config, wordHead: true), Initializer.Blank());
        using var scope = NewDisposeScope();
        CheckpointLoader.Load(text, OfficialKeys.Text, golden.ReadAll("w."));
        using var draws = new WordDraws(golden.Read("in.draw_masked"), golden.Read("in.draw_replace"), golden.Read("in.draw_random"), golden.Read("in.random_words"));
        var tokens = new WordTokens(golden.Int("pad_id"), golden.Int("cls_id"), golden.Int("mask_id"));

        var (shown, labels) = MaskedWords.Hide(golden.Read("in.input_ids"), draws, tokens);
        golden.Check("out.masked_input_ids", shown, 0);
        golden.Check("out.labels", labels, 0);
        var mask = golden.Read("in.attention_mask");
        var fused = text.Fuse(text.Text(shown, mask), mask, text.Media(golden.Read("in.encoder_hidden_states")));
        golden.Check("out.mlm_loss", MaskedWords.Loss(fused, labels, text.Words), 1e-5);
    }

    [Fact]
    public void Draws_have_the_shares_of_the_method()
    {
        using var random = new Generator(5);
        using var draws = WordDraws.Draw([100, 100], 0.5, vocabulary: 7, random);
        using var scope = NewDisposeScope();
        double Share(Tensor draw) => draw.to(ScalarType.Float64).mean().item<double>();
        // Five standard deviations at 10,000 draws.
        Assert.Equal(0.5, Share(draws.Masked), 0.025);
        Assert.Equal(0.8, Share(draws.Replaced), 0.02);
        Assert.Equal(0.5, Share(draws.Random), 0.025);
        Assert.Equal((0, 6), (draws.Words.min().item<long>(), draws.Words.max().item<long>()));
    }

    [Fact]
    public void Padding_and_the_class_token_are_never_hidden()
    {
        using var scope = NewDisposeScope();
        var ids = tensor(new long[,] { { 2, 9, 3, 0 } });
        var yes = ones(1, 4, ScalarType.Bool);
        using var draws = new WordDraws(yes, yes.alias(), yes.alias(), ids.clone());
        var (shown, labels) = MaskedWords.Hide(ids, draws, Tokens);
        Assert.Equal([2, 4, 4, 0], shown.data<long>().ToArray());
        Assert.Equal([MaskedWords.NotAsked, 9, 3, MaskedWords.NotAsked], labels.data<long>().ToArray());
    }

    [Fact]
    public void Next_words_end_with_the_text()
    {
        using var scope = NewDisposeScope();
        var labels = MaskedWords.NextWords(tensor(new long[,] { { 2, 9, 8, 0 }, { 2, 7, 6, 5 } }), tensor(new long[,] { { 1, 1, 1, 0 }, { 1, 1, 1, 1 } }));
        Assert.Equal([9, 8, -100, -100, 7, 6, 5, -100], labels.contiguous().data<long>().ToArray());
    }

    [Fact]
    public void Nothing_hidden_costs_nothing_and_has_a_gradient()
    {
        using var scope = NewDisposeScope();
        var states = ones(2, 3, 4).requires_grad_();
        var loss = MaskedWords.Loss(states, full([2, 3], MaskedWords.NotAsked, dtype: ScalarType.Int64), _ => throw new InvalidOperationException());
        loss.backward();
        Assert.Equal(0, loss.item<float>());
        Assert.Equal(0, states.grad!.abs().sum().item<float>());
    }
}
