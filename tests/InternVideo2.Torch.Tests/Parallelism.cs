using Xunit;

// The live-tensor count, the default generator and the default types are the process's: tests that look at them run alone.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
