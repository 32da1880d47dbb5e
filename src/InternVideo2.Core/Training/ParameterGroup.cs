namespace InternVideo2.Training;

/// <summary>Parameters that the optimiser treats alike.</summary>
/// <param name="WeightDecay">Decoupled weight decay at the first step; 0 stays 0 whatever the weight-decay schedule says.</param>
/// <param name="LearningRateScale">Factor on the scheduled learning rate.</param>
/// <param name="Names">Official parameter names in definition order.</param>
public sealed record ParameterGroup(double WeightDecay, double LearningRateScale, IReadOnlyList<string> Names);
