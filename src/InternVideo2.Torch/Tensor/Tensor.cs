using InternVideo2.Torch;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// An n-dimensional array of libtorch. This object owns one reference to the native tensor: dispose it, let a <see cref="DisposeScope"/> do so,
    /// or leave it to the garbage collector, which is told how much native memory hangs on it. Using it after disposal throws.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private static long liveCount;
        private static long peakCount;

        private IntPtr handle;
        private long pressure;
        private bool factsKnown;
        private ScalarType knownType;
        private Device? knownDevice;
        private long[]? knownShape;

        // The scope that disposes this tensor, and its place there.
        internal DisposeScope? Scope;
        internal int ScopeSlot;

        /// <summary>Takes over the reference behind <paramref name="handle"/>.</summary>
        internal Tensor(IntPtr handle)
        {
            if (handle == IntPtr.Zero) throw new TorchException("the operator returned an undefined tensor");
            this.handle = handle;
            var live = Interlocked.Increment(ref liveCount);
            if (live > Volatile.Read(ref peakCount)) Volatile.Write(ref peakCount, live);
            if (DisposeScopeManager.Current is { } scope) scope.Include(this);
            else AddPressure();
        }

        ~Tensor() => Dispose(false);

        /// <summary>Tensors that hold a native reference now, in the whole process.</summary>
        public static long TotalCount => Volatile.Read(ref liveCount);

        /// <summary>The largest <see cref="TotalCount"/> so far.</summary>
        public static long PeakCount => Volatile.Read(ref peakCount);

        /// <summary>The native tensor. Throws after disposal.</summary>
        public IntPtr Handle => handle != IntPtr.Zero ? handle : throw new ObjectDisposedException(nameof(Tensor), "the tensor was disposed, or its handle was taken over by a Parameter");

        public bool IsInvalid => handle == IntPtr.Zero;

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var mine = Interlocked.Exchange(ref handle, IntPtr.Zero);
            if (mine == IntPtr.Zero) return;
            if (disposing) Scope?.Forget(this);
            RemovePressure();
            Interlocked.Decrement(ref liveCount);
            NativeMethods.iv2_tensor_release(mine);
        }

        /// <summary>Gives the native reference away: this object becomes invalid.</summary>
        internal IntPtr TakeHandle()
        {
            var mine = Handle;
            handle = IntPtr.Zero;
            Scope?.Forget(this);
            RemovePressure();
            Interlocked.Decrement(ref liveCount);
            GC.SuppressFinalize(this);
            return mine;
        }

        public IntPtr DecoupleFromNativeHandle() => TakeHandle();

        /// <summary>Replaces the native tensor behind this object (a parameter that moved to another dtype or device).</summary>
        internal void Replace(Tensor by)
        {
            var fresh = by.TakeHandle();
            NativeMethods.iv2_tensor_release(Handle);
            handle = fresh;
            factsKnown = false;
            knownDevice = null;
            knownShape = null;
        }

        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        // Only tensors outside scopes wait for the collector, so only they press on it.
        internal unsafe void AddPressure()
        {
            TensorFacts facts;
            if (NativeMethods.iv2_tensor_facts(handle, &facts) != 0 || facts.DeviceType == (int)DeviceType.META) return;
            pressure = 512 + NativeMethods.iv2_tensor_numel(handle) * ElementSizeOf((ScalarType)facts.ScalarType);
            EscapedMemory.Add(pressure);
        }

        internal void RemovePressure()
        {
            if (pressure == 0) return;
            EscapedMemory.Remove(pressure);
            pressure = 0;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            Scope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (other is null) return DetachFromDisposeScope();
            other.Attach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.Scope);

        public Tensor DetachFromDisposeScope()
        {
            Scope?.Detach(this);
            return this;
        }

        internal string Describe()
        {
            if (IsInvalid) return "disposed";
            return $"{dtype} [{string.Join(", ", shape)}]";
        }
    }
}
