namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What a forward leaves for its backward. Saved tensors are kept (detached) until the graph node is gone.</summary>
        public class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> data = [];
            private List<Tensor> saved = [];

            internal AutogradContext() { }

            public bool MaterializeGrads { get; private set; } = true;

            /// <summary>Detached copies of the wrappers: they share memory, cannot be disposed by the caller and make no cycle through the graph.</summary>
            public void save_for_backward(List<Tensor> tensors)
            {
                saved.ForEach(t => t.Dispose());
                using var none = no_grad();
                saved = tensors.Select(t => t.detach().DetachFromDisposeScope()).ToList();
            }

            public List<Tensor> get_saved_variables() => saved;

            public void save_data(string key, object value) => data[key] = value;

            public object get_data(string key) => data[key];

            public void set_materialize_grads(bool value) => MaterializeGrads = value;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (disposing) saved.ForEach(t => t.Dispose());
                saved = [];
            }
        }

        /// <summary>A function with a hand-written backward.</summary>
        public abstract class Function<T> where T : Function<T>, new()
        {
            /// <summary>Stands in error messages.</summary>
            public abstract string Name { get; }

            private protected abstract List<Tensor> Forward(AutogradContext context, object[] vars);

            private protected abstract List<Tensor> Backward(AutogradContext context, List<Tensor> grads);

            public static List<Tensor> apply_internal(params object[] vars)
            {
                var function = new T();
                var context = new AutogradContext();
                List<Tensor> outputs;
                using (no_grad())
                {
                    outputs = function.Forward(context, vars);
                }
                var inputs = vars.OfType<Tensor>().ToList();
                if (!is_grad_enabled() || !inputs.Exists(t => t.requires_grad))
                {
                    context.Dispose();
                    return outputs;
                }
                // A result that is one of the inputs needs a tensor of its own to carry this function's history.
                outputs = outputs.Select(o => inputs.Exists(i => ReferenceEquals(i, o)) ? o.detach() : o).ToList();
                ManagedFunction.Connect(inputs, outputs, grads => Align(function.Name, vars, inputs, function.Backward(context, grads)), context);
                return outputs;
            }

            /// <summary>Gradients come one per argument (null for arguments that are no tensors), or one per tensor argument.</summary>
            private static List<Tensor?> Align(string name, object[] vars, List<Tensor> inputs, List<Tensor> grads)
            {
                if (grads.Count == vars.Length) return grads.Where((_, i) => vars[i] is Tensor).Cast<Tensor?>().ToList();
                if (grads.Count == inputs.Count) return grads.Cast<Tensor?>().ToList();
                throw new InvalidOperationException($"{name}.backward returned {grads.Count} gradients; {vars.Length} arguments, {inputs.Count} of them tensors, need one each");
            }
        }

        public abstract class SingleTensorFunction<T> : Function<T> where T : SingleTensorFunction<T>, new()
        {
            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            public static Tensor apply(params object[] vars) => apply_internal(vars)[0];

            private protected override List<Tensor> Forward(AutogradContext context, object[] vars) => [forward(context, vars)];

            private protected override List<Tensor> Backward(AutogradContext context, List<Tensor> grads) => backward(context, grads[0]);
        }

        public abstract class MultiTensorFunction<T> : Function<T> where T : MultiTensorFunction<T>, new()
        {
            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);

            public static List<Tensor> apply(params object[] vars) => apply_internal(vars);

            private protected override List<Tensor> Forward(AutogradContext context, object[] vars) => forward(context, vars);

            private protected override List<Tensor> Backward(AutogradContext context, List<Tensor> grads) => backward(context, grads);
        }
    }
}
