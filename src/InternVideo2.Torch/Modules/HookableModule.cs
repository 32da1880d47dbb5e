namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module whose <c>call</c> runs hooks before and after <c>forward</c>, in order of registration.</summary>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            protected Dictionary<string, TPreHook> pre_hooks = [];
            protected Dictionary<string, TPostHook> post_hooks = [];
            protected Dictionary<string, Action<Module>> module_pre_hooks = [];
            protected Dictionary<string, Action<Module>> module_post_hooks = [];

            private long _hooksEverAdded;

            protected HookableModule(string name) : base(name)
            {
            }

            private protected bool HasPreHooks => pre_hooks.Count + module_pre_hooks.Count > 0;

            private protected bool HasPostHooks => post_hooks.Count + module_post_hooks.Count > 0;

            /// <summary>Adds a hook that sees inputs and result, and may return another result (null keeps it).</summary>
            public HookRemover register_forward_hook(TPostHook hook) => Add(post_hooks, hook);

            /// <summary>Adds a hook that runs after forward and sees only the module.</summary>
            public HookRemover register_forward_hook(Action<Module> hook) => Add(module_post_hooks, hook);

            /// <summary>Adds a hook that sees the inputs, and may return others (null keeps them).</summary>
            public HookRemover register_forward_pre_hook(TPreHook hook) => Add(pre_hooks, hook);

            /// <summary>Adds a hook that runs before forward and sees only the module.</summary>
            public HookRemover register_forward_pre_hook(Action<Module> hook) => Add(module_pre_hooks, hook);

            // The hooks are copied first: one that removes itself must not disturb the others.
            private protected TPreHook[] BeginPreHooks()
            {
                foreach (var hook in module_pre_hooks.Values.ToArray()) hook(this);
                return [.. pre_hooks.Values];
            }

            private protected TPostHook[] BeginPostHooks()
            {
                foreach (var hook in module_post_hooks.Values.ToArray()) hook(this);
                return [.. post_hooks.Values];
            }

            private HookRemover Add<T>(Dictionary<string, T> hooks, T hook)
            {
                ArgumentNullException.ThrowIfNull(hook);
                var key = (_hooksEverAdded++).ToString();
                hooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            /// <summary>What registering a hook returns: the way to take it off again.</summary>
            public class HookRemover
            {
                private readonly HookableModule<TPreHook, TPostHook> _module;
                private readonly string _key;

                public HookRemover(HookableModule<TPreHook, TPostHook> module, string key)
                {
                    _module = module;
                    _key = key;
                }

                /// <summary>Takes the hook off. A second call does nothing.</summary>
                public void remove()
                {
                    _module.pre_hooks.Remove(_key);
                    _module.post_hooks.Remove(_key);
                    _module.module_pre_hooks.Remove(_key);
                    _module.module_post_hooks.Remove(_key);
                }
            }
        }
    }
}
