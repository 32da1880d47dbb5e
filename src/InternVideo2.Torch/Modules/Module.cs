using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// A tree of parameters, buffers and child modules. Derive from one of the generic <c>Module&lt;…, TResult&gt;</c> classes for
        /// something that can be called; derive from this one for something that only holds state.
        /// </summary>
        /// <remarks>
        /// A derived constructor calls <see cref="RegisterComponents"/> last; from then on the module owns what its fields hold, and
        /// <see cref="Dispose()"/> releases it. Modules are not safe for concurrent mutation; concurrent forward passes are fine.
        /// </remarks>
        public partial class Module : IDisposable
        {
            protected OrderedDict<string, (Tensor, bool)> _internal_buffers = new();
            protected OrderedDict<string, Parameter> _internal_params = new();
            protected OrderedDict<string, Module> _internal_submodules = new();
            protected string name;

            private bool _training = true;

            /// <param name="name">A name for messages; it takes no part in the keys of the state dictionary.</param>
            protected Module(string name) => this.name = name;

            /// <summary>True after construction and <see cref="train"/>; false after <see cref="eval"/>.</summary>
            public virtual bool training => _training;

            /// <summary>The name given at construction.</summary>
            public virtual string GetName() => name;

            /// <summary>Switches this module and all below it to training (or, with false, to evaluation).</summary>
            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (var (_, child) in named_children()) child.train(train);
            }

            /// <summary>Switches this module and all below it to evaluation: no dropout, running statistics instead of the batch's.</summary>
            public virtual void eval() => train(false);

            /// <summary>Calls <paramref name="fn"/> on every module below, children before parents, and on this one last.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, child) in named_children()) child.apply(fn);
                fn(this);
                return this;
            }

            /// <summary>Drops the gradient of every parameter, or fills it with zeros if <paramref name="set_to_none"/> is false.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    if (set_to_none)
                    {
                        parameter.grad = null;
                        continue;
                    }
                    using var gradient = parameter.grad;
                    gradient?.zero_();
                }
            }

            /// <summary>Releases parameters, buffers and all modules below. Using them afterwards throws.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (var (_, (buffer, _)) in _internal_buffers) buffer.Dispose();
                foreach (var (_, parameter) in _internal_params) parameter.Dispose();
                foreach (var (_, child) in _internal_submodules) child.Dispose();
            }
        }
    }
}
