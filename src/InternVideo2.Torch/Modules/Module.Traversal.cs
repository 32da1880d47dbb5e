using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The immediate children with their keys.</summary>
            public virtual IEnumerable<(string, Module)> named_children()
            {
                foreach (var entry in _internal_submodules) yield return entry;
            }

            /// <summary>The immediate children.</summary>
            public virtual IEnumerable<Module> children() => named_children().Select(entry => entry.Item2);

            /// <summary>All modules below this one with their dotted paths; this one itself is not among them.</summary>
            public virtual IEnumerable<(string, Module)> named_modules()
            {
                foreach (var (key, child) in named_children())
                {
                    yield return (key, child);
                    foreach (var (path, module) in child.named_modules()) yield return ($"{key}.{path}", module);
                }
            }

            /// <summary>All modules below this one.</summary>
            public virtual IEnumerable<Module> modules() => named_modules().Select(entry => entry.Item2);

            /// <summary>
            /// Parameters with their dotted paths, own ones first. A parameter that several modules share is yielded once, under the
            /// first path, as in Python; the state dictionary holds it under each.
            /// </summary>
            public virtual IEnumerable<(string, Parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
                foreach (var (key, parameter) in _internal_params)
                {
                    if (seen.Add(parameter)) yield return (key, parameter);
                }
                if (!recurse) yield break;
                foreach (var (prefix, child) in named_children())
                {
                    foreach (var (path, parameter) in child.named_parameters())
                    {
                        if (seen.Add(parameter)) yield return ($"{prefix}.{path}", parameter);
                    }
                }
            }

            /// <summary>Parameters, each once. See <see cref="named_parameters"/>.</summary>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(entry => entry.Item2);

            /// <summary>Buffers with their dotted paths, each once.</summary>
            public virtual IEnumerable<(string, Tensor)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (key, (buffer, persistent)) in _internal_buffers)
                {
                    if ((persistent || include_nonpersistent) && seen.Add(buffer)) yield return (key, buffer);
                }
                if (!recurse) yield break;
                foreach (var (prefix, child) in named_children())
                {
                    foreach (var (path, buffer) in child.named_buffers(true, include_nonpersistent))
                    {
                        if (seen.Add(buffer)) yield return ($"{prefix}.{path}", buffer);
                    }
                }
            }

            /// <summary>Buffers, each once.</summary>
            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(entry => entry.Item2);

            /// <summary>The parameter at a dotted path, or null.</summary>
            public virtual Parameter? get_parameter(string target)
            {
                var (owner, key) = Locate(target);
                return owner is not null && owner._internal_params.TryGetValue(key, out var parameter) ? parameter : null;
            }

            /// <summary>The buffer at a dotted path, or null.</summary>
            public virtual Tensor? get_buffer(string target)
            {
                var (owner, key) = Locate(target);
                return owner is not null && owner._internal_buffers.TryGetValue(key, out var buffer) ? buffer.Item1 : null;
            }

            /// <summary>Whether a parameter exists at a dotted path.</summary>
            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            /// <summary>Whether a buffer exists at a dotted path.</summary>
            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            private (Module? Owner, string Key) Locate(string target)
            {
                ArgumentNullException.ThrowIfNull(target);
                var owner = this;
                var path = target.Split('.');
                foreach (var step in path.AsSpan(0, path.Length - 1))
                {
                    if (!owner._internal_submodules.TryGetValue(step, out var child)) return (null, path[^1]);
                    owner = child;
                }
                return (owner, path[^1]);
            }
        }
    }
}
