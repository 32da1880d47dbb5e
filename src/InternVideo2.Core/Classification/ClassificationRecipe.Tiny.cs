using InternVideo2.Encoders;
using InternVideo2.Training;
using InternVideo2.Video;

namespace InternVideo2.Classification;

public sealed partial record ClassificationRecipe
{
    /// <summary>
    /// For a laptop and the moving shapes: a small encoder trained for a few epochs. Neither mirrored nor recoloured, as left, right and colours are
    /// what is to be told; one view in the test.
    /// </summary>
    /// <param name="encoder">For example <c>Stage1Options.Tiny.Student</c>, or that of a trained student.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="trained">Everything: fine-tuning. A part: a linear or an attentive probe, without weight decay and drop path and with a higher
    /// rate.</param>
    public static ClassificationRecipe Tiny(VideoEncoderOptions encoder, int classes, TrainedParts trained)
    {
        var probe = trained != TrainedParts.Everything;
        return new ClassificationRecipe
        {
            Name = probe ? "tiny probe" : "tiny",
            Classifier = new VideoClassifierOptions { Encoder = probe ? encoder with { DropPath = 0 } : encoder, Classes = classes },
            Objective = new ClassificationOptions { Trained = trained },
            Transform = new FineTuningTransform { Flip = false, Operations = null },
            TestSegments = 1,
            TestCrops = 1,
            Training = Optimiser with
            {
                Epochs = 10,
                WarmupEpochs = 1,
                BatchSize = 16,
                BaseLearningRate = probe ? 1e-2 : 4e-3,
                Scaling = LearningRateScaling.None,
                LayerDecay = probe ? 1 : 0.9,
                WeightDecay = probe ? 0 : 0.05,
            },
        };
    }
}
