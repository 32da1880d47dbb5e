using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>
/// Ridge regression of several targets on the same standardised features: the products are made once, each penalty costs one Cholesky
/// decomposition. Double precision.
/// </summary>
internal sealed class RidgeSystem
{
    private readonly long count;
    private readonly double[] mean;
    private readonly double[] scale;
    private readonly double[] targetMean;
    private readonly Matrix<double> gram;
    private readonly Matrix<double> moments;

    /// <param name="features">N × D float64.</param>
    /// <param name="targets">N × C float64.</param>
    public RidgeSystem(Tensor features, Tensor targets)
    {
        using var scope = NewDisposeScope();
        count = features.shape[0];
        var center = features.mean([0]);
        var deviation = features.std(0, unbiased: false);
        // A feature that never changes says nothing and gets no weight.
        var inverse = where(deviation.gt(1e-12), deviation.reciprocal(), zeros_like(deviation));
        var x = (features - center) * inverse;
        var level = targets.mean([0]);
        (mean, scale, targetMean) = (Host(center), Host(inverse), Host(level));
        gram = ToMatrix(mm(x.t(), x));
        moments = ToMatrix(mm(x.t(), targets - level));
    }

    /// <summary>Weights and offsets for one penalty, to be applied to features as they are.</summary>
    public RidgeFit Solve(double penalty)
    {
        var weights = (gram + DenseMatrix.CreateDiagonal(gram.RowCount, gram.RowCount, penalty * count)).Cholesky().Solve(moments);
        var scaled = DiagonalMatrix.OfDiagonal(scale.Length, scale.Length, scale) * weights;
        var offset = Vector<double>.Build.Dense(targetMean) - scaled.LeftMultiply(Vector<double>.Build.Dense(mean));
        return new RidgeFit(scaled, offset);
    }

    private static double[] Host(Tensor values) => values.contiguous().data<double>().ToArray();

    private static Matrix<double> ToMatrix(Tensor values)
    {
        // MathNet keeps columns together, libtorch rows: the transpose in memory is the matrix itself.
        using var columns = values.t().contiguous();
        return new DenseMatrix((int)values.shape[0], (int)values.shape[1], columns.data<double>().ToArray());
    }
}

/// <summary>A linear map: scores = features · <paramref name="Weights"/> + <paramref name="Offset"/>.</summary>
/// <param name="Weights">D × C.</param>
/// <param name="Offset">C.</param>
internal sealed record RidgeFit(Matrix<double> Weights, Vector<double> Offset)
{
    /// <summary>N × C float64 scores, owned by the caller.</summary>
    /// <param name="features">N × D float64.</param>
    public Tensor Scores(Tensor features)
    {
        using var scope = NewDisposeScope();
        var weights = tensor(Weights.ToRowMajorArray()).view(Weights.RowCount, Weights.ColumnCount);
        return scope.MoveToOuter(mm(features, weights) + tensor(Offset.ToArray()));
    }
}
