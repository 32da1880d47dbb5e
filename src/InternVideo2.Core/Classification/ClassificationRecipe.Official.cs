using InternVideo2.Video;

namespace InternVideo2.Classification;

/// <summary>
/// The published recipes (stage 1, 9.6) under the names of their scripts: size, tuning (ft: full, ap: attentive probe, lp: linear probe) and data
/// set, one after the other, and the number of frames. Slips of the scripts (stage 1, 13, item 20) are put right.
/// </summary>
public sealed partial record ClassificationRecipe
{
    private static readonly Row[] Rows =
    [
        new("6B_ft_k710_ft_k400_ap_anet_f8", "6B_ft_k710_ft_k400_f8", 200, 16 * 64, 1, 40, 0, 2e-4, 0, 0, 0.5, 1, 0, 4, 3, 8),
        new("6B_ft_k710_ft_k400_ap_hacs_f8", "6B_ft_k710_ft_k400_f8", 200, 16 * 64, 1, 40, 0, 2e-4, 0, 0, 0.5, 1, 0, 4, 3, 8),
        new("1B_ft_k710_ft_k400_f16", "1B_ft_k710_f8", 400, 32 * 8, 2, 3, 0, 1e-5, 1e-6, 0.3, 0, 0.9, 0.05, 4, 3, 8),
        new("1B_ft_k710_ft_k400_f8", "1B_ft_k710_f8", 400, 32 * 8, 2, 3, 0, 1e-5, 1e-6, 0.3, 0, 0.9, 0.05, 4, 3, 8),
        new("6B_ft_k710_ft_k400_f16", "6B_ft_k710_f8", 400, 64 * 2, 2, 1, 0, 1e-5, 1e-6, 0.35, 0, 0.915, 0.05, 4, 3, 8),
        new("6B_ft_k710_ft_k400_f8", "6B_ft_k710_f8", 400, 64 * 4, 2, 1, 0, 1e-5, 1e-6, 0.35, 0, 0.915, 0.05, 4, 3, 8),
        new("B14_ft_k710_ft_k400_f8", "B14_ft_k710_f8", 400, 32 * 32, 2, 5, 1, 2e-5, 1e-6, 0.1, 0, 0.75, 0.05, 4, 3, 8),
        new("L14_ft_k710_ft_k400_f8", "L14_ft_k710_f8", 400, 32 * 32, 2, 5, 1, 2e-5, 1e-6, 0.1, 0, 0.75, 0.05, 4, 3, 8),
        new("S14_ft_k710_ft_k400_f8", "S14_ft_k710_f8", 400, 32 * 32, 2, 5, 1, 2e-5, 1e-6, 0.1, 0, 0.75, 0.05, 4, 3, 8),
        new("1B_ft_k710_ft_k600_f16", "1B_ft_k710_f8", 600, 32 * 8, 2, 3, 0, 1e-5, 1e-6, 0.3, 0, 0.9, 0.05, 4, 3, 8),
        new("1B_ft_k710_ft_k600_f8", "1B_ft_k710_f8", 600, 32 * 8, 2, 3, 0, 1e-5, 1e-6, 0.3, 0, 0.9, 0.05, 4, 3, 8),
        new("6B_ft_k710_ft_k600_f16", "6B_ft_k710_f8", 600, 64 * 2, 2, 1, 0, 1e-5, 1e-6, 0.35, 0, 0.915, 0.05, 4, 3, 8),
        new("6B_ft_k710_ft_k600_f8", "6B_ft_k710_f8", 600, 64 * 4, 2, 1, 0, 1e-5, 1e-6, 0.35, 0, 0.915, 0.05, 4, 3, 8),
        new("B14_ft_k710_ft_k600_f8", "B14_ft_k710_f8", 600, 32 * 32, 2, 5, 1, 2e-5, 1e-6, 0.1, 0, 0.75, 0.05, 4, 3, 8),
        new("L14_ft_k710_ft_k600_f8", "L14_ft_k710_f8", 600, 32 * 32, 2, 5, 1, 2e-5, 1e-6, 0.1, 0, 0.75, 0.05, 4, 3, 8),
        new("S14_ft_k710_ft_k600_f8", "S14_ft_k710_f8", 600, 32 * 32, 2, 5, 1, 2e-5, 1e-6, 0.1, 0, 0.75, 0.05, 4, 3, 8),
        new("1B_ft_k710_ft_k700_f16", "1B_ft_k710_f8", 700, 32 * 8, 2, 3, 0, 1e-5, 1e-6, 0.3, 0, 0.9, 0.05, 4, 3, 8),
        new("1B_ft_k710_ft_k700_f8", "1B_ft_k710_f8", 700, 32 * 8, 2, 3, 0, 1e-5, 1e-6, 0.3, 0, 0.9, 0.05, 4, 3, 8),
        new("6B_ft_k710_ft_k700_f16", "6B_ft_k710_f8", 700, 64 * 2, 2, 1, 0, 1e-5, 1e-6, 0.35, 0, 0.915, 0.05, 4, 3, 8),
        new("6B_ft_k710_ft_k700_f8", "6B_ft_k710_f8", 700, 64 * 4, 2, 1, 0, 1e-5, 1e-6, 0.35, 0, 0.915, 0.05, 4, 3, 8),
        new("B14_ft_k710_ft_k700_f8", "B14_ft_k710_f8", 700, 32 * 32, 2, 5, 1, 2e-5, 1e-6, 0.1, 0, 0.75, 0.05, 4, 3, 8),
        new("L14_ft_k710_ft_k700_f8", "L14_ft_k710_f8", 700, 32 * 32, 2, 5, 1, 2e-5, 1e-6, 0.1, 0, 0.75, 0.05, 4, 3, 8),
        new("S14_ft_k710_ft_k700_f8", "S14_ft_k710_f8", 700, 32 * 32, 2, 5, 1, 2e-5, 1e-6, 0.1, 0, 0.75, 0.05, 4, 3, 8),
        new("1B_ft_k710_f8", "1B_pt", 710, 32 * 8, 2, 9, 2, 5e-5, 1e-6, 0.3, 0, 0.9, 0.05, 4, 3, 8),
        new("6B_ft_k710_f8", "6B_pt", 710, 64 * 4, 2, 6, 1, 2.5e-5, 0, 0.35, 0, 0.915, 0.05, 4, 3, 8),
        new("B14_ft_k710_f8", "B14_dist_1B_stage2", 710, 16 * 16, 2, 20, 4, 2e-4, 1e-6, 0.1, 0, 0.75, 0.05, 4, 3, 8),
        new("L14_ft_k710_f8", "L14_dist_1B_stage2", 710, 16 * 16, 2, 14, 2, 2e-4, 1e-6, 0.1, 0, 0.75, 0.05, 4, 3, 8),
        new("S14_ft_k710_f8", "S14_dist_1B_stage2", 710, 8 * 32, 2, 35, 5, 2e-4, 1e-6, 0.1, 0, 0.75, 0.05, 4, 3, 8),
        new("1B_ft_k710_ft_k400_ft_mit_f8", "1B_ft_k710_ft_k400_f8", 339, 32 * 8, 1, 15, 5, 5e-5, 1e-6, 0.3, 0, 0.9, 0.05, 4, 3, 8),
        new("6B_ft_k710_ft_k400_ft_mit_f8", "6B_ft_k710_ft_k400_f8", 339, 64 * 4, 1, 8, 2, 2.5e-5, 0, 0.35, 0, 0.915, 0.05, 4, 3, 8),
        new("6B_ft_k710_ft_k400_ft_mit_f8_res224to336", "6B_ft_k710_ft_k400_ft_mit_f8", 339, 64 * 4, 1, 2, 0, 1e-5, 0, 0.4, 0, 0.915, 0.1, 4, 3, 8),
        new("1B_ft_ssv1_f8", "1B_pt", 174, 32 * 8, 2, 9, 3, 1e-4, 1e-6, 0.3, 0, 0.915, 0.05, 2, 3, 8),
        new("6B_ft_ssv1_f8", "6B_pt", 174, 64 * 4, 2, 7, 2, 7.5e-5, 0, 0.4, 0, 0.915, 0.05, 4, 3, 8),
        new("1B_ft_ssv2_f8", "1B_pt", 174, 32 * 8, 2, 8, 3, 1e-4, 1e-6, 0.3, 0, 0.915, 0.05, 2, 3, 8),
        new("6B_ft_ssv2_f8", "6B_pt", 174, 64 * 4, 2, 6, 2, 7.5e-5, 0, 0.4, 0, 0.915, 0.05, 5, 3, 8),
        new("B14_ft_ssv2_f8", "B14_dist_1B_stage2", 174, 16 * 16, 2, 10, 2, 2e-4, 1e-6, 0.2, 0, 0.85, 0.05, 2, 3, 8),
        new("L14_ft_ssv2_f8", "L14_dist_1B_stage2", 174, 16 * 32, 2, 30, 5, 5e-4, 1e-6, 0.1, 0, 0.75, 0.05, 4, 3, 8),
        new("S14_ft_ssv2_f8", "S14_dist_1B_stage2", 174, 8 * 32, 2, 30, 5, 5e-4, 1e-6, 0.1, 0, 0.75, 0.05, 4, 3, 8),
        new("1B_ap_k710_ap_k400_f16", "1B_ap_k710_f16_loadStage2", 400, 16 * 64, 1, 3, 0, 1e-5, 0, 0, 0, 1, 0, 1, 3, 16),
        new("6B_ap_k710_ap_k400_f16", "6B_ap_k710_f16_loadStage2", 400, 16 * 64, 1, 3, 0, 1e-5, 0, 0, 0, 1, 0, 1, 3, 16),
        new("1B_ap_k710_ap_k600_f16", "1B_ap_k710_f16_loadStage2", 600, 16 * 64, 1, 3, 0, 1e-5, 0, 0, 0, 1, 0, 1, 3, 16),
        new("6B_ap_k710_ap_k600_f16", "6B_ap_k710_f16_loadStage2", 600, 16 * 64, 1, 3, 0, 1e-5, 0, 0, 0, 1, 0, 1, 3, 16),
        new("1B_ap_k710_ap_k700_f16", "1B_ap_k710_f16_loadStage2", 700, 16 * 64, 1, 3, 0, 1e-5, 0, 0, 0, 1, 0, 1, 3, 16),
        new("6B_ap_k710_ap_k700_f16", "6B_ap_k710_f16_loadStage2", 700, 16 * 64, 1, 3, 0, 1e-5, 0, 0, 0, 1, 0, 1, 3, 16),
        new("1B_ap_k710_f16_loadStage2", "1B_pt+extra", 710, 16 * 64, 1, 25, 5, 2e-4, 0, 0, 0, 1, 0, 1, 3, 4),
        new("6B_ap_k710_f16_loadStage2", "6B_pt", 710, 32 * 32, 1, 20, 4, 1e-4, 0, 0, 0, 1, 0, 1, 3, 4),
        new("1B_ap_k710_ap_k400_ap_mit_f16", "1B_ap_k710_f16_loadStage2", 339, 16 * 64, 1, 35, 5, 2e-4, 0, 0, 0, 1, 0, 1, 3, 16),
        new("6B_ap_k710_ap_k400_ap_mit_f16", "6B_ap_k710_f16_loadStage2", 339, 32 * 64, 1, 30, 5, 1e-4, 0, 0, 0, 1, 0, 1, 3, 16),
        new("1B_ap_ssv2_f16_loadStage2", "1B_pt+extra", 174, 16 * 64, 1, 25, 5, 2e-4, 0, 0, 0, 1, 0, 1, 3, 4),
        new("6B_ap_ssv2_f16_loadStage2", "6B_pt+extra", 174, 16 * 64, 1, 20, 4, 1e-4, 0, 0, 0, 1, 0, 1, 3, 4),
        new("1B_lp_hmdb51_f16", "1B_pt", 51, 8 * 64, 1, 20, 0, 2e-3, 0, 0, 0.3, 1, 0, 2, 1, 8),
        new("6B_lp_hmdb51_f16", "6B_pt", 51, 8 * 64, 1, 20, 0, 2e-3, 0, 0, 0.3, 1, 0, 2, 1, 8),
        new("6B_lp_hmdb51_f16_loadStage2", "6B_pt+extra", 51, 8 * 64, 1, 20, 0, 2e-3, 0, 0, 0.3, 1, 0, 2, 1, 4),
        new("1B_lp_k400_f16", "1B_pt", 400, 16 * 64, 1, 15, 3, 1e-3, 1e-6, 0, 0, 1, 0, 1, 3, 8),
        new("6B_lp_k400_f16", "6B_pt", 400, 16 * 64, 1, 9, 2, 5e-4, 0, 0, 0, 1, 0, 1, 3, 8),
        new("6B_lp_k400_f16_loadStage2", "6B_pt+extra", 400, 16 * 64, 1, 9, 2, 5e-4, 0, 0, 0, 1, 0, 1, 3, 4),
        new("1B_lp_ssv2_f16", "1B_pt", 174, 16 * 64, 1, 25, 5, 1e-4, 0, 0, 0, 1, 0, 1, 3, 8),
        new("6B_lp_ssv2_f16", "6B_pt", 174, 16 * 64, 1, 20, 4, 1e-4, 0, 0, 0, 1, 0, 1, 3, 8),
        new("6B_lp_ssv2_f16_loadStage2", "6B_pt+extra", 174, 16 * 64, 1, 20, 4, 1e-4, 0, 0, 0, 1, 0, 1, 3, 4),
        new("1B_lp_ucf101_f16", "1B_pt", 101, 8 * 64, 1, 20, 0, 1e-3, 0, 0, 0.5, 1, 0, 2, 1, 8),
        new("6B_lp_ucf101_f16_loadStage2", "6B_pt+extra", 101, 8 * 64, 1, 20, 0, 1e-3, 0, 0, 0, 1, 0, 2, 1, 4),
        new("6B_lp_ucf101_f16", "6B_pt", 101, 8 * 64, 1, 20, 0, 1e-3, 0, 0, 0.5, 1, 0, 2, 1, 8),
    ];

    private static readonly Dictionary<string, ClassificationRecipe> ByName = Rows.ToDictionary(row => row.Name, row => row.ToRecipe());

    /// <summary>Names of all published recipes.</summary>
    public static IReadOnlyCollection<string> OfficialNames => ByName.Keys;

    /// <summary>A published recipe.</summary>
    /// <param name="name">Name of its script, e.g. "1B_ft_k710_f8".</param>
    /// <exception cref="ArgumentException">There is none of that name; lists similar ones.</exception>
    public static ClassificationRecipe Official(string name)
    {
        if (ByName.TryGetValue(name, out var recipe)) return recipe;
        var size = name.Split('_')[0];
        var near = OfficialNames.Where(known => known.StartsWith(size + "_", StringComparison.Ordinal)).DefaultIfEmpty("sizes S14, B14, L14, 1B, 6B");
        throw new ArgumentException($"There is no published recipe '{name}'. Known: {string.Join(", ", near)}.", nameof(name));
    }

    /// <summary>One line of the published tables; what the name says is not repeated.</summary>
    private sealed record Row(
        string Name, string StartFrom, int Classes, int Batch, int Samples, int Epochs, double Warmup, double BaseRate, double MinRate,
        double DropPath, double HeadDropout, double LayerDecay, double WeightDecay, int Segments, int Crops, int StartTimes)
    {
        public ClassificationRecipe ToRecipe()
        {
            var words = Name.Split('_');
            // The tuning counts that comes last: what goes before it is where the start checkpoint came from.
            var tuning = words.Last(word => word is "ft" or "ap" or "lp");
            var data = words[Array.LastIndexOf(words, tuning) + 1];
            var size = Name.EndsWith("to336", StringComparison.Ordinal) ? 336 : 224;
            var probe = words[1] is "ap" or "lp";
            var ordered = data is "ssv1" or "ssv2";
            var model = Model(words[0], tuning, ordered);
            return new ClassificationRecipe
            {
                Name = Name,
                Classifier = model with
                {
                    Encoder = model.Encoder with { DropPath = DropPath, ImageSize = size, Frames = words.Contains("f16") ? 16 : 8 },
                    HeadDropout = HeadDropout,
                },
                Objective = new ClassificationOptions
                {
                    Trained = tuning switch { "ft" => TrainedParts.Everything, "ap" => TrainedParts.PoolingAndHead, _ => TrainedParts.Head },
                },
                Sampling = ordered || data == "hmdb51" ? FrameSampling.Ticks : FrameSampling.Segments,
                Transform = new FineTuningTransform { Size = size, Flip = !ordered, Operations = probe ? RandAugment.Probing : RandAugment.FineTuning },
                TestSegments = Segments,
                TestCrops = Crops,
                StartFrom = StartFrom,
                StartTimes = StartTimes,
                Training = Optimiser with
                {
                    BatchSize = Batch,
                    SamplesPerClip = Samples,
                    Epochs = Epochs,
                    WarmupEpochs = Warmup,
                    BaseLearningRate = BaseRate,
                    MinLearningRate = MinRate,
                    LayerDecay = LayerDecay,
                    WeightDecay = WeightDecay,
                },
            };
        }

        /// <summary>Only the probes of Something-Something have heads of their own; other probes are the plain model.</summary>
        private VideoClassifierOptions Model(string size, string tuning, bool ordered)
        {
            var plain = size switch
            {
                "S14" => VideoClassifierOptions.S14(Classes),
                "B14" => VideoClassifierOptions.B14(Classes),
                "L14" => VideoClassifierOptions.L14(Classes),
                "1B" => VideoClassifierOptions.Giant1B(Classes),
                _ => VideoClassifierOptions.Giant6B(Classes),
            };
            return (ordered, tuning) switch
            {
                (true, "ap") => plain.AsAttentiveProbe(extraMlp: true),
                (true, "lp") => plain.AsMergedProbe(),
                _ => plain,
            };
        }
    }
}
