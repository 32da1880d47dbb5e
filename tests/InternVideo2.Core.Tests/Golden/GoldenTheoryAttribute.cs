using Xunit;
using Xunit.Sdk;

namespace InternVideo2.Tests.Golden;

/// <summary>
/// A test that runs once for each golden file of the given kinds; its only parameter is the file's path below the golden folder.
/// A kind is a folder and the beginning of a file name ("stage1/block_rmsnorm"; the folder stage1 may be left out). A file belongs to the
/// longest kind it fits. Where there is no such file there is no test: a golden folder may hold a part only.
/// Such tests carry the trait Category=Golden.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("InternVideo2.Tests.Golden.GoldenTheoryDiscoverer", "InternVideo2.Core.Tests")]
[TraitDiscoverer("InternVideo2.Tests.Golden.GoldenTraitDiscoverer", "InternVideo2.Core.Tests")]
public sealed class GoldenTheoryAttribute(params string[] kinds) : FactAttribute, ITraitAttribute
{
    public IReadOnlyList<string> Kinds { get; } = [.. kinds.Select(GoldenFolder.Kind)];

    /// <summary>
    /// A static method of the test's class, string? (string file): why the test of a file is reported as skipped; null: it runs. For files that go with what is not
    /// part of the golden folder.
    /// </summary>
    public string? Absence { get; init; }

    /// <summary>Whether the files go with the model stories260K; where that is not, the tests are reported as skipped.</summary>
    public bool NeedsStories
    {
        get => Skip is not null;
        init => Skip = value ? Language.StoriesModel.Absence : null;
    }
}
