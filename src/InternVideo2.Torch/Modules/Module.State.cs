using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>
            /// Parameters and persistent buffers by dotted path: own ones first, then the children's. The values are the live tensors,
            /// not copies; the module keeps owning them. A shared parameter appears under each of its paths.
            /// </summary>
            /// <param name="destination">A dictionary to add to; a new one if null.</param>
            /// <param name="prefix">Put before each key, joined by a dot.</param>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                var path = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach (var (key, parameter) in _internal_params) destination.TryAdd(path + key, parameter);
                foreach (var (key, (buffer, persistent)) in _internal_buffers)
                {
                    if (persistent) destination.TryAdd(path + key, buffer);
                }
                foreach (var (key, child) in named_children()) child.state_dict(destination, path + key);
                return destination;
            }

            /// <summary>Copies values into the tensors of <see cref="state_dict"/>, converting element type and device.</summary>
            /// <param name="source">Values by dotted path. They stay the caller's.</param>
            /// <param name="strict">Whether a missing or unexpected key is an error.</param>
            /// <param name="skip">Keys to leave alone on both sides.</param>
            /// <returns>The keys this module has and the source lacks, and the reverse.</returns>
            /// <exception cref="InvalidOperationException"><paramref name="strict"/> and the keys differ; the message lists them.</exception>
            /// <exception cref="ExternalException">A shape differs. Nothing has been changed then.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                ArgumentNullException.ThrowIfNull(source);
                var target = state_dict();
                var missing = target.Keys.Where(key => !source.ContainsKey(key) && !IsSkipped(skip, key)).ToList();
                var unexpected = source.Keys.Where(key => !target.ContainsKey(key) && !IsSkipped(skip, key)).ToList();
                if (strict && missing.Count + unexpected.Count > 0) throw KeyMismatch(missing, unexpected);

                var matched = target.Where(entry => source.ContainsKey(entry.Key) && !IsSkipped(skip, entry.Key)).ToList();
                foreach (var (key, tensor) in matched) CheckShape(key, tensor.shape, source[key].shape);

                using (no_grad())
                {
                    foreach (var (key, tensor) in matched) tensor.copy_(source[key]);
                }
                return (missing, unexpected);
            }

            internal InvalidOperationException KeyMismatch(IReadOnlyList<string> missing, IReadOnlyList<string> unexpected) =>
                new($"The state does not fit {GetType().Name}: {Describe("missing", missing)}; {Describe("unexpected", unexpected)}. " +
                    "Pass strict: false to load what fits.");

            internal void CheckShape(string key, long[] expected, long[] actual)
            {
                if (expected.AsSpan().SequenceEqual(actual)) return;
                throw new ExternalException(
                    $"{GetType().Name}: '{key}' has the shape [{string.Join(", ", expected)}] here and [{string.Join(", ", actual)}] in the state.");
            }

            private static bool IsSkipped(IList<string>? skip, string key) => skip is not null && skip.Contains(key);

            private static string Describe(string kind, IReadOnlyList<string> keys)
            {
                const int Shown = 8;
                var list = string.Join(", ", keys.Take(Shown).Select(key => $"'{key}'"));
                return keys.Count == 0 ? $"no {kind} keys" : $"{keys.Count} {kind} ({list}{(keys.Count > Shown ? ", …" : "")})";
            }
        }
    }
}
