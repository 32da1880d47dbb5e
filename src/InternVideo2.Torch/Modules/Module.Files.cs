using System.Text;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // The file holds: the number of entries (LEB128), then for each entry its key (.NET string), element type, rank and dimensions
        // (LEB128 each) and the raw little-endian elements. The keys are those of state_dict.
        public partial class Module
        {
            /// <summary>Writes the state dictionary to a file, replacing it.</summary>
            public Module save(string location, IList<string>? skip = null)
            {
                using var stream = File.Create(location);
                return save(stream, skip);
            }

            /// <summary>Writes the state dictionary to a stream, which is closed afterwards.</summary>
            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream);
                return save(writer, skip);
            }

            /// <summary>Writes the state dictionary.</summary>
            public Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                save_state_dict(writer, state_dict(), skip);
                return this;
            }

            /// <summary>Writes any state dictionary in the format of <see cref="save(BinaryWriter, IList{string}?)"/>.</summary>
            public static void save_state_dict(BinaryWriter writer, Dictionary<string, Tensor> sd, IList<string>? skip = null)
            {
                var kept = sd.Where(entry => !IsSkipped(skip, entry.Key)).ToList();
                writer.Write7BitEncodedInt64(kept.Count);
                foreach (var (key, tensor) in kept)
                {
                    writer.Write(key);
                    tensor.Save(writer);
                }
            }

            /// <summary>Makes a module and loads its state from a file.</summary>
            public static Module Create<T>(string path) where T : Module, new() => new T().load(path);

            /// <inheritdoc cref="load(BinaryReader, bool, IList{string}?, Dictionary{string, bool}?)"/>
            /// <exception cref="FileNotFoundException">There is no such file.</exception>
            public virtual Module load(string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var stream = File.OpenRead(location);
                return load(stream, strict, skip, loadedParameters);
            }

            /// <inheritdoc cref="load(BinaryReader, bool, IList{string}?, Dictionary{string, bool}?)"/>
            public Module load(Stream stream, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: false);
                return load(reader, strict, skip, loadedParameters);
            }

            /// <summary>Reads a saved state and copies it into this module, converting element types and devices.</summary>
            /// <param name="reader">At the start of a saved state.</param>
            /// <param name="strict">Whether a missing or unexpected key is an error.</param>
            /// <param name="skip">Keys to leave alone.</param>
            /// <param name="loadedParameters">If given, says for each key of the module whether it was loaded.</param>
            /// <exception cref="InvalidOperationException"><paramref name="strict"/> and the keys differ.</exception>
            /// <exception cref="EndOfStreamException">The state is truncated. Nothing has been changed then.</exception>
            public virtual Module load(BinaryReader reader, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var scope = NewDisposeScope();
                // Everything is read before anything is changed, so that a truncated file leaves the module as it was.
                var source = ReadState(reader);
                var (missing, _) = load_state_dict(source, strict, skip);
                if (loadedParameters is null) return this;
                var absent = missing.ToHashSet();
                foreach (var key in state_dict().Keys) loadedParameters[key] = !absent.Contains(key) && !IsSkipped(skip, key);
                return this;
            }

            private static Dictionary<string, Tensor> ReadState(BinaryReader reader)
            {
                var count = reader.Read7BitEncodedInt64();
                var state = new Dictionary<string, Tensor>();
                for (long entry = 0; entry < count; entry++)
                {
                    var key = reader.ReadString();
                    state[key] = TensorExtensionMethods.Load(reader);
                }
                return state;
            }
        }
    }
}
