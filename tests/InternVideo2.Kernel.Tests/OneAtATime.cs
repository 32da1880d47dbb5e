// Cells share the process's console and its interrupt flag, as they do in a kernel; so tests run one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
