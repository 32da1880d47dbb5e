namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What becomes of the single losses: they stay, or are averaged, or summed.</summary>
        public enum Reduction
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        public static partial class functional
        {
            private static readonly Op CrossEntropyOp = new("aten::cross_entropy_loss");
            private static readonly Op NllOp = new("aten::nll_loss_nd");
            private static readonly Op MseOp = new("aten::mse_loss");
            private static readonly Op L1Op = new("aten::l1_loss");
            private static readonly Op SmoothL1Op = new("aten::smooth_l1_loss");
            private static readonly Op KlDivOp = new("aten::kl_div");
            private static readonly Op BinaryCrossEntropyOp = new("aten::binary_cross_entropy_with_logits");
            private static readonly Op CosineSimilarityOp = new("aten::cosine_similarity");
            private static readonly Op CosineEmbeddingOp = new("aten::cosine_embedding_loss");

            /// <summary>−log softmax(input) at the target class, over B × C × … and int64 B × …, or against class probabilities B × C × ….</summary>
            /// <param name="input">Logits.</param>
            /// <param name="target">Class indices (int64) or probabilities (the input's element type).</param>
            /// <param name="weight">One factor per class.</param>
            /// <param name="ignore_index">A target that counts for nothing, in the mean's divisor either.</param>
            /// <param name="reduction">None, mean or sum.</param>
            /// <param name="label_smoothing">How much of the target is spread evenly over all classes, within [0, 1].</param>
            public static Tensor cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean,
                double label_smoothing = 0) =>
                CrossEntropyOp.Call(input, target, weight, (long)reduction, ignore_index, label_smoothing);

            /// <summary>−input at the target class; the input holds log-probabilities.</summary>
            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                NllOp.Call(input, target, weight, (long)reduction);

            /// <summary>(input − target)².</summary>
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                MseOp.Call(input, target, (long)reduction);

            /// <summary>|input − target|.</summary>
            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                L1Op.Call(input, target, (long)reduction);

            /// <summary>d²/2β where |d| = |input − target| is below <paramref name="beta"/>, |d| − β/2 elsewhere.</summary>
            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1) =>
                SmoothL1Op.Call(input, target, (long)reduction, beta);

            /// <summary>Σ target·(log target − input); the input holds log-probabilities.</summary>
            /// <param name="input">Log-probabilities.</param>
            /// <param name="target">Log-probabilities, or probabilities if <paramref name="log_target"/> is false.</param>
            /// <param name="log_target">True by default, unlike in Python. Name it.</param>
            /// <param name="reduction">The mean is over all elements, not over the batch.</param>
            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean) =>
                KlDivOp.Call(input, target, (long)reduction, log_target);

            /// <summary>The cross-entropy of independent yes/no decisions, from logits, computed stably.</summary>
            /// <param name="input">Logits.</param>
            /// <param name="target">Probabilities, of the input's shape.</param>
            /// <param name="weight">A factor per element, broadcast.</param>
            /// <param name="reduction">None, mean or sum.</param>
            /// <param name="pos_weights">A factor per class on the positive term.</param>
            public static Tensor binary_cross_entropy_with_logits(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) =>
                BinaryCrossEntropyOp.Call(input, target, weight, pos_weights, (long)reduction);

            /// <summary>The cosine of the angle between vectors along one axis, which disappears.</summary>
            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1E-08) =>
                CosineSimilarityOp.Call(x1, x2, dim, eps);

            /// <summary>1 − cos where the target is 1, max(0, cos − margin) where it is −1.</summary>
            public static Tensor cosine_embedding_loss(
                Tensor input1, Tensor input2, Tensor target, double margin = 0, Reduction reduction = Reduction.Mean) =>
                CosineEmbeddingOp.Call(input1, input2, target, margin, (long)reduction);
        }
    }
}
