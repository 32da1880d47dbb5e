namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers with savable state (Mersenne Twister on the CPU: 5,056 bytes).</summary>
    public class Generator : IDisposable
    {
        private IntPtr handle;

        public unsafe Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            IntPtr created;
            NativeMethods.Check(NativeMethods.iv2_generator_create(seed, (int)this.device.type, this.device.index, &created), nameof(Generator));
            handle = created;
        }

        private Generator(IntPtr handle, Device device)
        {
            this.handle = handle;
            this.device = device;
        }

        ~Generator() => Dispose(false);

        /// <summary>The CPU generator that everything draws from when none is named.</summary>
        public static unsafe Generator Default
        {
            get
            {
                IntPtr found;
                NativeMethods.Check(NativeMethods.iv2_generator_default((int)DeviceType.CPU, -1, &found), nameof(Default));
                return new Generator(found, CPU);
            }
        }

        public Device device { get; }

        public IntPtr Handle => handle != IntPtr.Zero ? handle : throw new ObjectDisposedException(nameof(Generator));

        public Generator manual_seed(long seed)
        {
            NativeMethods.Check(NativeMethods.iv2_generator_seed(Handle, unchecked((ulong)seed)), nameof(manual_seed));
            return this;
        }

        public unsafe long initial_seed()
        {
            ulong seed;
            NativeMethods.Check(NativeMethods.iv2_generator_initial_seed(Handle, &seed), nameof(initial_seed));
            return unchecked((long)seed);
        }

        /// <summary>Seeds from the operating system and returns the seed.</summary>
        public long seed()
        {
            var fresh = BitConverter.ToInt64(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8)) & long.MaxValue;
            manual_seed(fresh);
            return fresh;
        }

        /// <summary>A copy of the state, uint8, owned by the caller.</summary>
        public unsafe Tensor get_state()
        {
            IntPtr state;
            NativeMethods.Check(NativeMethods.iv2_generator_state(Handle, &state), nameof(get_state));
            return new Tensor(state);
        }

        public void set_state(Tensor value)
        {
            NativeMethods.Check(NativeMethods.iv2_generator_set_state(Handle, value.Handle), $"{nameof(set_state)}({value.Describe()})");
            GC.KeepAlive(value);
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var mine = Interlocked.Exchange(ref handle, IntPtr.Zero);
            if (mine != IntPtr.Zero) NativeMethods.iv2_generator_release(mine);
        }
    }

    /// <summary>Seeds the default generators of all devices.</summary>
    public static Generator manual_seed(long seed)
    {
        NativeMethods.Check(NativeMethods.iv2_manual_seed(unchecked((ulong)seed)), nameof(manual_seed));
        return Generator.Default;
    }

    public static class random
    {
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);

        public static long seed() => Generator.Default.seed();

        public static long initial_seed() => Generator.Default.initial_seed();

        public static Tensor get_rng_state() => Generator.Default.get_state();

        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);
    }
}
