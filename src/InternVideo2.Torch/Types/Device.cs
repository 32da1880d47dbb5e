namespace TorchSharp;

public static partial class torch
{
    /// <summary>Where a tensor lives: a kind of device and its index (−1 for kinds that have only one).</summary>
    public class Device
    {
        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = deviceType == DeviceType.CUDA && index < 0 ? 0 : index;
        }

        public Device(string deviceType, int index = -1) : this(ParseType(deviceType), index) { }

        public Device(int index) : this(DeviceType.CUDA, index) { }

        /// <summary>"cpu", "cuda", "cuda:1", "mps", "meta".</summary>
        public Device(string description) : this(ParseType(description.Split(':')[0]), ParseIndex(description)) { }

        public DeviceType type { get; }

        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public override string ToString() => type.ToString().ToLowerInvariant() + (index >= 0 ? ":" + index : "");

        internal bool Matches(DeviceType otherType, int otherIndex) => type == otherType && (type != DeviceType.CUDA || index == otherIndex);

        private static DeviceType ParseType(string name) => name.ToLowerInvariant() switch
        {
            "cpu" => DeviceType.CPU,
            "cuda" => DeviceType.CUDA,
            "mps" => DeviceType.MPS,
            "meta" => DeviceType.META,
            _ => throw new ArgumentException($"'{name}' is no device: use cpu, cuda, cuda:N, mps or meta"),
        };

        private static int ParseIndex(string description)
        {
            var colon = description.IndexOf(':');
            if (colon < 0) return -1;
            return int.TryParse(description.AsSpan(colon + 1), out var index) && index >= 0
                ? index
                : throw new ArgumentException($"'{description}' is no device: the part after ':' must be an index of 0 or more");
        }
    }

    public static readonly Device CPU = new(DeviceType.CPU);

    public static readonly Device META = new(DeviceType.META);

    public static Device CUDA => new(DeviceType.CUDA, 0);

    private static Device defaultDevice = CPU;
    private static ScalarType defaultType = ScalarType.Float32;

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);
    public static Device device(string deviceType, int index = -1) => new(deviceType, index);
    public static Device device(string description) => new(description);
    public static Device device(int index) => new(index);

    public static Device get_default_device() => defaultDevice;
    public static void set_default_device(Device device) => defaultDevice = device;
    public static void set_default_device(string device) => defaultDevice = new Device(device);

    public static ScalarType get_default_dtype() => defaultType;

    /// <summary>Float32 (the start value), Float64, Float16 or BFloat16.</summary>
    public static void set_default_dtype(ScalarType dtype) => defaultType = is_floating_point(dtype)
        ? dtype
        : throw new ArgumentException($"{nameof(dtype)} is {dtype}: the default type must be a floating point type");

    public static bool is_floating_point(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;

    /// <summary>Makes sure that the device can be used; the default device stays as it is.</summary>
    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (deviceType == DeviceType.CUDA && !cuda.is_available())
        {
            throw new InvalidOperationException($"this libtorch ({__version__}) has no CUDA, or no GPU is there: see environment.md, CUDA");
        }
    }

    public static Device InitializeDevice(Device? device)
    {
        device ??= defaultDevice;
        InitializeDeviceType(device.type);
        return device;
    }
}
