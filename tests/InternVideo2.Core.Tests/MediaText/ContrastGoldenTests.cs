using InternVideo2.MediaText;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.MediaText;

/// <summary>Similarities, targets and the contrastive loss are the official ones, within one process and across several.</summary>
public sealed class ContrastGoldenTests
{
    private const double Tolerance = 1e-5;

    [GoldenTheory("stage2/loss_vtc")]
    public void Within_a_process(string file)
    {
        using var golden = new GoldenFile(file);
        Assert.All(golden.Config.GetProperty("cases").EnumerateArray(), config =>
        {
            using var scope = NewDisposeScope();
            var name = config.GetProperty("case").GetString()!;
            Tensor Input(string what) => golden.Read($"in.{name}.{what}").requires_grad_();
            var (media, texts, temperature) = (Input("media_proj"), Input("text_proj"), Input("temp"));
            var groups = golden.Has($"in.{name}.idx") ? golden.Read($"in.{name}.idx").data<long>().ToArray() : [.. Enumerable.Range(0, (int)media.shape[0]).Select(i => (long)i)];
            var merge = config.GetProperty("agg").GetString() == "max" ? VectorMerge.Max : VectorMerge.Mean;

            var similarity = Similarity.Of(media, texts, temperature, merge);
            golden.Check($"out.{name}.sim_m2t", similarity, Tolerance);
            golden.Check($"out.{name}.sim_t2m", similarity.t(), Tolerance);
            golden.Check($"out.{name}.targets", Contrast.Targets(groups, CPU), Tolerance);
            var loss = merge == VectorMerge.Mean ? Contrast.Loss(media, texts, temperature, groups) : Contrast.Loss(similarity, Contrast.Targets(groups, CPU));
            golden.Check($"out.{name}.loss", loss, Tolerance);
            loss.backward();
            golden.Check($"out.{name}.grad_media_proj", media.grad!, Tolerance);
            golden.Check($"out.{name}.grad_text_proj", texts.grad!, Tolerance);
            golden.Check($"out.{name}.grad_temp", temperature.grad!, Tolerance);
        });
    }

    [GoldenTheory("stage2/loss_vtc_gather")]
    public void Across_processes_each_keeps_the_gradient_of_its_own_rows(string file)
    {
        using var golden = new GoldenFile(file);
        Assert.All(Enumerable.Range(0, golden.Int("world_size")), rank =>
        {
            using var scope = NewDisposeScope();
            var (media, texts, numbers) = (golden.Read("in.media_proj"), golden.Read("in.text_proj"), golden.Read("in.idx"));
            var (ownMedia, ownTexts) = (media[rank].clone().requires_grad_(), texts[rank].clone().requires_grad_());
            var temperature = golden.Read("in.temp").requires_grad_();
            var gather = new KnownProcesses(rank, [media, texts], numbers);

            var loss = Contrast.Loss(ownMedia, ownTexts, temperature, numbers[rank].clone().data<long>().ToArray(), gather);
            golden.Check($"out.rank{rank}.loss", loss, Tolerance);
            loss.backward();
            golden.Check($"out.rank{rank}.grad_media_proj", ownMedia.grad!, Tolerance);
            golden.Check($"out.rank{rank}.grad_text_proj", ownTexts.grad!, Tolerance);
            golden.Check($"out.rank{rank}.grad_temp", temperature.grad!, Tolerance);
        });
    }

    [GoldenTheory("stage2/sim_max")]
    public void Several_vectors_of_a_medium_by_their_maximum(string file)
    {
        using var golden = new GoldenFile(file);
        using var scope = NewDisposeScope();
        var similarity = Similarity.Of(golden.Read("in.media"), golden.Read("in.text"), tensor((float)golden.Number("temp", 0.07)), VectorMerge.Max);
        golden.Check("out.sim_m2t", similarity, Tolerance);
        golden.Check("out.sim_t2m", similarity.t(), Tolerance);
    }

    [Fact]
    public void Groups_count_across_processes_and_single_samples_do_not_collide()
    {
        using var scope = NewDisposeScope();
        using var draws = new Generator(3);
        var all = randn([2, 3, 4], generator: draws);
        var whole = Contrast.Loss(all.flatten(0, 1), all.flatten(0, 1).add(0.1), tensor(0.5f));
        var gathered = Contrast.Loss(all[1], all[1].add(0.1), tensor(0.5f), null, new KnownProcesses(1, [all, all.add(0.1)], tensor(new long[,] { { 0, 1, 2 }, { 3, 4, 5 } })));
        Close.Check("loss", gathered, whole, 1e-6);
    }

    [Fact]
    public void Vectors_of_different_sizes_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("[2, 3]", Assert.Throws<ArgumentException>(() => Similarity.Of(ones(2, 3), ones(2, 4))).Message);
    }

    /// <summary>Stands for one of several processes whose rows are all known: gathered in the order in which they are listed.</summary>
    private sealed class KnownProcesses(int rank, Tensor[] rows, Tensor numbers) : IGather
    {
        private int asked;

        public int Processes => (int)numbers.shape[0];

        public int Rank => rank;

        public Tensor Rows(Tensor own)
        {
            var all = rows[asked++];
            return cat([.. Enumerable.Range(0, Processes).Select(process => process == rank ? own : all[process].detach())], 0);
        }

        public long[] Numbers(long[] own) => numbers.contiguous().data<long>().ToArray();
    }
}
