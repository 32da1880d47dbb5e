namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module with one input.</summary>
        public abstract class Module<T, TResult> :
            HookableModule<Func<Module<T, TResult>, T, T>, Func<Module<T, TResult>, T, TResult, TResult>>,
            IModule<T, TResult>
        {
            protected Module(string name) : base(name)
            {
            }

            /// <summary>The computation. Write it; to run it use <see cref="call"/>, which runs the hooks as well.</summary>
            public abstract TResult forward(T input);

            /// <summary>Runs the hooks around <see cref="forward"/>.</summary>
            public TResult call(T input)
            {
                if (HasPreHooks)
                {
                    foreach (var hook in BeginPreHooks())
                    {
                        input = hook(this, input) ?? input;
                    }
                }
                var result = forward(input);
                if (HasPostHooks)
                {
                    foreach (var hook in BeginPostHooks()) result = hook(this, input, result) ?? result;
                }
                return result;
            }
        }

        /// <summary>A module with two inputs.</summary>
        public abstract class Module<T1, T2, TResult> :
            HookableModule<
                Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>,
                Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult>>,
            IModule<T1, T2, TResult>
        {
            protected Module(string name) : base(name)
            {
            }

            /// <summary>The computation. Write it; to run it use <see cref="call"/>, which runs the hooks as well.</summary>
            public abstract TResult forward(T1 input1, T2 input2);

            /// <summary>Runs the hooks around <see cref="forward"/>.</summary>
            public TResult call(T1 input1, T2 input2)
            {
                if (HasPreHooks)
                {
                    foreach (var hook in BeginPreHooks())
                    {
                        if (hook(this, input1, input2) is { } changed) (input1, input2) = changed;
                    }
                }
                var result = forward(input1, input2);
                if (HasPostHooks)
                {
                    foreach (var hook in BeginPostHooks()) result = hook(this, input1, input2, result) ?? result;
                }
                return result;
            }
        }

        /// <summary>A module with three inputs.</summary>
        public abstract class Module<T1, T2, T3, TResult> :
            HookableModule<
                Func<Module<T1, T2, T3, TResult>, T1, T2, T3, (T1, T2, T3)?>,
                Func<Module<T1, T2, T3, TResult>, T1, T2, T3, TResult, TResult>>,
            IModule<T1, T2, T3, TResult>
        {
            protected Module(string name) : base(name)
            {
            }

            /// <summary>The computation. Write it; to run it use <see cref="call"/>, which runs the hooks as well.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            /// <summary>Runs the hooks around <see cref="forward"/>.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3)
            {
                if (HasPreHooks)
                {
                    foreach (var hook in BeginPreHooks())
                    {
                        if (hook(this, input1, input2, input3) is { } changed) (input1, input2, input3) = changed;
                    }
                }
                var result = forward(input1, input2, input3);
                if (HasPostHooks)
                {
                    foreach (var hook in BeginPostHooks()) result = hook(this, input1, input2, input3, result) ?? result;
                }
                return result;
            }
        }
    }
}
