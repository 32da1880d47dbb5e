namespace InternVideo2.Checkpoints.Pickled;

/// <summary>What the reader does about a name when the pickle calls it.</summary>
internal enum GlobalRole
{
    /// <summary>Nothing is constructed, the arguments are forgotten: an opaque value takes its place.</summary>
    Inert,

    /// <summary>An element type of storages.</summary>
    Storage,

    /// <summary>An element type of tensors.</summary>
    Dtype,

    /// <summary>A dictionary.</summary>
    Dictionary,

    /// <summary>A tuple of sizes.</summary>
    Size,

    /// <summary>Text that stands for bytes, one for each character (how Python 2's protocol writes bytes).</summary>
    Bytes,

    /// <summary>A tensor over a storage.</summary>
    Tensor,

    /// <summary>A tensor over a storage of plain bytes, its element type given.</summary>
    TypedTensor,

    /// <summary>A trainable tensor around a tensor.</summary>
    Parameter,

    /// <summary>A tensor around the arguments of another of these.</summary>
    TensorOfType,
}

/// <summary>
/// The names that a pickle may refer to. They are compared as text and never looked up: there is no Python here, so nothing that a file names can run.
/// Whatever is not listed is refused all the same, because a file that asks for more than tensors is either not a checkpoint or not meant well.
/// </summary>
internal static class KnownGlobals
{
    private static readonly (string Name, SafetensorsDtype Dtype)[] Storages =
    [
        ("Double", SafetensorsDtype.F64), ("Float", SafetensorsDtype.F32), ("Half", SafetensorsDtype.F16), ("BFloat16", SafetensorsDtype.BF16),
        ("Long", SafetensorsDtype.I64), ("Int", SafetensorsDtype.I32), ("Short", SafetensorsDtype.I16), ("Char", SafetensorsDtype.I8),
        ("Byte", SafetensorsDtype.U8), ("Bool", SafetensorsDtype.BOOL), ("Untyped", SafetensorsDtype.U8), ("_Untyped", SafetensorsDtype.U8),
    ];

    private static readonly Dictionary<string, SafetensorsDtype> StorageTypes = new(
        from storage in Storages
        from module in new[] { "torch", "torch.cuda", "torch.storage" }
        select KeyValuePair.Create($"{module}.{storage.Name}Storage", storage.Dtype));

    private static readonly Dictionary<string, SafetensorsDtype> ElementTypes = new()
    {
        ["torch.float64"] = SafetensorsDtype.F64,
        ["torch.float32"] = SafetensorsDtype.F32,
        ["torch.float16"] = SafetensorsDtype.F16,
        ["torch.bfloat16"] = SafetensorsDtype.BF16,
        ["torch.int64"] = SafetensorsDtype.I64,
        ["torch.int32"] = SafetensorsDtype.I32,
        ["torch.int16"] = SafetensorsDtype.I16,
        ["torch.int8"] = SafetensorsDtype.I8,
        ["torch.uint8"] = SafetensorsDtype.U8,
        ["torch.bool"] = SafetensorsDtype.BOOL,
    };

    private static readonly Dictionary<string, GlobalRole> Roles = new()
    {
        ["collections.OrderedDict"] = GlobalRole.Dictionary,
        ["torch.Size"] = GlobalRole.Size,
        ["_codecs.encode"] = GlobalRole.Bytes,
        ["torch._utils._rebuild_tensor"] = GlobalRole.Tensor,
        ["torch._utils._rebuild_tensor_v2"] = GlobalRole.Tensor,
        ["torch._utils._rebuild_tensor_v3"] = GlobalRole.TypedTensor,
        ["torch._utils._rebuild_parameter"] = GlobalRole.Parameter,
        ["torch._utils._rebuild_parameter_with_state"] = GlobalRole.Parameter,
        ["torch._tensor._rebuild_from_type_v2"] = GlobalRole.TensorOfType,
    };

    /// <summary>What training code keeps beside the weights: settings, paths, numbers of numpy, the state of loss scalers.</summary>
    private static readonly HashSet<string> Inert =
    [
        "argparse.Namespace", "types.SimpleNamespace", "easydict.EasyDict", "utils.easydict.EasyDict", "utils.config.Config", "yacs.config.CfgNode",
        "omegaconf.dictconfig.DictConfig", "omegaconf.listconfig.ListConfig", "omegaconf.base.ContainerMetadata", "omegaconf.base.Metadata",
        "omegaconf.nodes.AnyNode", "typing.Any",
        "builtins.set", "builtins.frozenset", "builtins.complex", "builtins.bytearray", "builtins.range", "builtins.slice", "builtins.object",
        "builtins.list", "builtins.dict", "builtins.tuple", "builtins.int", "builtins.float", "builtins.bool", "builtins.str", "builtins.bytes",
        "collections.defaultdict", "collections.Counter", "collections.deque", "copyreg._reconstructor",
        "datetime.datetime", "datetime.date", "datetime.timedelta", "pathlib.Path", "pathlib.PosixPath", "pathlib.PurePosixPath",
        "numpy.dtype", "numpy.ndarray", "numpy.core.multiarray.scalar", "numpy.core.multiarray._reconstruct",
        "numpy._core.multiarray.scalar", "numpy._core.multiarray._reconstruct",
        "torch.device", "torch.Tensor", "torch.nn.parameter.Parameter", "torch.serialization._get_layout",
        "deepspeed.runtime.fp16.loss_scaler.LossScaler", "deepspeed.runtime.fp16.loss_scaler.DynamicLossScaler",
        "deepspeed.runtime.zero.config.ZeroStageEnum", "deepspeed.utils.tensor_fragment.fragment_address",
    ];

    /// <summary>The name with the modules that Python 3 renamed under their new names.</summary>
    public static string Canonical(string module, string name) => module switch
    {
        "__builtin__" => $"builtins.{name}",
        "copy_reg" => $"copyreg.{name}",
        _ => $"{module}.{name}",
    };

    /// <summary>What to do about a name; null: refuse it.</summary>
    public static GlobalRole? RoleOf(string name)
    {
        if (Roles.TryGetValue(name, out var role)) return role;
        if (StorageTypes.ContainsKey(name)) return GlobalRole.Storage;
        if (ElementTypes.ContainsKey(name)) return GlobalRole.Dtype;
        return Inert.Contains(name) ? GlobalRole.Inert : null;
    }

    /// <summary>The element type of a name whose role is <see cref="GlobalRole.Storage"/>.</summary>
    public static SafetensorsDtype StorageType(string name) => StorageTypes[name];

    /// <summary>The element type of a name whose role is <see cref="GlobalRole.Dtype"/>.</summary>
    public static SafetensorsDtype ElementType(string name) => ElementTypes[name];
}
