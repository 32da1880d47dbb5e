using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            private bool _areComponentsRegistered;

            /// <summary>
            /// Registers every field that holds a module, a parameter or a tensor under the field's name (or its
            /// <see cref="Utils.ComponentNameAttribute"/>): base classes first, in declaration order. Plain tensors become persistent
            /// buffers. Runs once; fields that are null at that moment are passed over. Call it last in a constructor.
            /// </summary>
            /// <exception cref="InvalidOperationException">Two classes of the hierarchy declare a component of the same name.</exception>
            protected virtual void RegisterComponents()
            {
                if (_areComponentsRegistered) return;
                _areComponentsRegistered = true;

                Dictionary<string, Type>? declaredBy = null;
                foreach (var (key, field) in ComponentFields.Of(GetType()))
                {
                    var value = field.GetValue(this);
                    if (value is not (Module or Tensor)) continue;
                    declaredBy ??= [];
                    if (!declaredBy.TryAdd(key, field.DeclaringType!))
                    {
                        throw new InvalidOperationException(
                            $"{GetType().Name}: both {declaredBy[key].Name} and {field.DeclaringType!.Name} have a component '{key}'. " +
                            "Rename one of the fields or give it a [ComponentName].");
                    }
                    if (IsRegistered(key)) continue;
                    switch (value)
                    {
                        case Module module: register_module(key, module); break;
                        case Parameter parameter: register_parameter(key, parameter); break;
                        case Tensor tensor: register_buffer(key, tensor); break;
                    }
                }
            }

            /// <summary>Adds a child module; its own components are registered too. Null removes the entry.</summary>
            /// <exception cref="ArgumentException">The name is empty or contains a dot.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_module(string name, Module? submodule)
            {
                if (submodule is null)
                {
                    _internal_submodules.Remove(name);
                    return;
                }
                CheckName(name, "module");
                submodule.RegisterComponents();
                _internal_submodules.Add(name, submodule);
            }

            /// <summary>The same as <see cref="register_module"/>.</summary>
            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>Adds a parameter, which this module owns from now on: it leaves the dispose scope it was made in.</summary>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_parameter(string name, Parameter param)
            {
                ArgumentNullException.ThrowIfNull(param);
                CheckName(name, "parameter");
                _internal_params.Add(name, Adopt(param));
            }

            /// <summary>Adds a tensor that is state but is not trained. This module owns it from now on.</summary>
            /// <param name="name">Key in the state dictionary.</param>
            /// <param name="tensor">The buffer.</param>
            /// <param name="persistent">False keeps it out of the state dictionary.</param>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                CheckName(name, "buffer");
                _internal_buffers.Add(name, (Adopt(tensor), persistent));
            }

            /// <summary>Registers, replaces, or with null removes the parameter <paramref name="name"/>.</summary>
            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (value is null) _internal_params.Remove(name);
                else _internal_params[name] = Adopt(value);
            }

            /// <summary>Registers, replaces, or with null removes the parameter; a plain tensor is wrapped in a new one.</summary>
            protected void ConditionallyRegisterParameter(string name, Tensor? value) =>
                ConditionallyRegisterParameter(name, value is null ? null : value as Parameter ?? new Parameter(value));

            /// <summary>Registers, replaces, or with null removes the buffer <paramref name="name"/>.</summary>
            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is null) _internal_buffers.Remove(name);
                else _internal_buffers[name] = (Adopt(value), persistent);
            }

            /// <summary>Forgets all child modules without disposing them.</summary>
            protected void ClearModules() => _internal_submodules.Clear();

            private bool IsRegistered(string key) =>
                _internal_submodules.ContainsKey(key) || _internal_params.ContainsKey(key) || _internal_buffers.ContainsKey(key);

            private void CheckName(string key, string kind)
            {
                if (string.IsNullOrEmpty(key) || key.Contains('.'))
                    throw new ArgumentException($"{GetType().Name}: a {kind}'s name must be non-empty and without dots, but is '{key}'.");
                if (IsRegistered(key))
                    throw new InvalidOperationException($"{GetType().Name}: the {kind} '{key}' is already registered.");
            }

            /// <summary>State outlives the scope it happened to be created in: its owner is the module.</summary>
            private static T Adopt<T>(T tensor) where T : Tensor
            {
                tensor.DetachFromDisposeScope();
                return tensor;
            }
        }
    }
}
