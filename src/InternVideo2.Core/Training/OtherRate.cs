namespace InternVideo2.Training;

/// <summary>A learning rate of its own for some modules (stage 2, 9.1).</summary>
/// <param name="Modules">A regular expression that is searched in the official parameter names, such as "crossattention|^av_".</param>
/// <param name="BaseLearningRate">Their rate, in place of <see cref="TrainerOptions.BaseLearningRate"/>. Above 0.</param>
public sealed record OtherRate(string Modules, double BaseLearningRate);
