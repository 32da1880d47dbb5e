using static TorchSharp.torch;

namespace TorchSharp.Modules;

public partial class AdamW
{
    /// <summary>The running averages of one parameter. The tensors belong to the optimiser.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        /// <summary>How many steps this parameter has made.</summary>
        public long step;

        /// <summary>m: the running average of the gradient.</summary>
        public Tensor exp_avg = null!;

        /// <summary>v: the running average of the squared gradient.</summary>
        public Tensor exp_avg_sq = null!;

        /// <summary>The largest v so far; null without AMSGrad.</summary>
        public Tensor? max_exp_avg_sq;

        public State(Parameter parameter) : base(parameter)
        {
        }

        public override void Initialize(OptimizerOptions options)
        {
            step = 0;
            Replace(ref exp_avg!, Zeros());
            Replace(ref exp_avg_sq!, Zeros());
            Replace(ref max_exp_avg_sq, ((Options)options).amsgrad == true ? Zeros() : null);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            step = reader.ReadInt64();
            Replace(ref exp_avg!, Fitting(Loaded(reader, _parameter.device)));
            Replace(ref exp_avg_sq!, Fitting(Loaded(reader, _parameter.device)));
            LoadConditionalStateTensor(reader, ref max_exp_avg_sq, _parameter.device);
        }

        public override void LoadStateDict(OptimizerState source)
        {
            var other = (State)source;
            step = other.step;
            Replace(ref exp_avg!, Fitting(Copy(other.exp_avg)));
            Replace(ref exp_avg_sq!, Fitting(Copy(other.exp_avg_sq)));
            Replace(ref max_exp_avg_sq, other.max_exp_avg_sq is null ? null : Copy(other.max_exp_avg_sq));
        }

        public override void SaveStateDict(BinaryWriter writer)
        {
            writer.Write(step);
            exp_avg.Save(writer);
            exp_avg_sq.Save(writer);
            SaveConditionalStateTensor(writer, max_exp_avg_sq);
        }

        public override bool ApproximatelyEquals(OptimizerState other) =>
            other is State state && step == state.step && Close(exp_avg, state.exp_avg) && Close(exp_avg_sq, state.exp_avg_sq) &&
            Close(max_exp_avg_sq, state.max_exp_avg_sq);

        public override void to(Device device)
        {
            Replace(ref exp_avg!, exp_avg.to(device));
            Replace(ref exp_avg_sq!, exp_avg_sq.to(device));
            if (max_exp_avg_sq is not null) Replace(ref max_exp_avg_sq, max_exp_avg_sq.to(device));
        }

        public void Dispose()
        {
            exp_avg.Dispose();
            exp_avg_sq.Dispose();
            max_exp_avg_sq?.Dispose();
        }

        private Tensor Zeros()
        {
            using var unrecorded = no_grad();
            return zeros_like(_parameter);
        }

        private Tensor Copy(Tensor source)
        {
            using var unrecorded = no_grad();
            return source.to(_parameter.device, copy: true);
        }

        private Tensor Fitting(Tensor loaded)
        {
            if (loaded.shape.AsSpan().SequenceEqual(_parameter.shape)) return loaded;
            throw new InvalidDataException(
                $"AdamW: a saved state has the shape [{string.Join(", ", loaded.shape)}], its parameter [{string.Join(", ", _parameter.shape)}].");
        }
    }
}
