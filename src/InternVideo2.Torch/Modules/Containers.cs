using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A list of modules of one type. See <see cref="Modules.ModuleList{T}"/>.</summary>
        public static ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);

        /// <summary>A list of modules of any type. See <see cref="Modules.ModuleList{T}"/>.</summary>
        public static ModuleList<Module> ModuleList(params Module[] modules) => new(modules);

        /// <summary>A sequence without modules; <see cref="Modules.Sequential.append(IModule{Tensor, Tensor})"/> adds some.</summary>
        public static Sequential Sequential() => Modules.Sequential.Of(Array.Empty<Module<Tensor, Tensor>>());

        /// <summary>A sequence with the keys "0", "1", ….</summary>
        public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => Modules.Sequential.Of(modules);

        /// <summary>A sequence with the keys "0", "1", ….</summary>
        public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => Modules.Sequential.Of([.. modules]);

        /// <summary>A sequence with keys of its own.</summary>
        public static Sequential Sequential(params (string name, Module<Tensor, Tensor> module)[] modules) => Modules.Sequential.Of(modules);

        /// <summary>A sequence with keys of its own.</summary>
        public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> module)> modules) => Modules.Sequential.Of([.. modules]);
    }
}
