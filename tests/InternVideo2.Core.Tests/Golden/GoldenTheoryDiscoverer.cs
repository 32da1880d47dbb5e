using Xunit.Abstractions;
using Xunit.Sdk;

namespace InternVideo2.Tests.Golden;

/// <summary>Makes one test case of each golden file. The runner finds it by name.</summary>
public sealed class GoldenTheoryDiscoverer(IMessageSink messages) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions options, ITestMethod method, IAttributeInfo attribute)
    {
        var kinds = attribute.GetNamedArgument<IReadOnlyList<string>>(nameof(GoldenTheoryAttribute.Kinds));
        var display = options.MethodDisplayOrDefault();
        var displayOptions = options.MethodDisplayOptionsOrDefault();
        return kinds.SelectMany(GoldenFolder.Files).Select(file => new XunitTestCase(messages, display, displayOptions, method, [file]));
    }
}

/// <summary>Gives golden tests their trait. The runner finds it by name.</summary>
public sealed class GoldenTraitDiscoverer : ITraitDiscoverer
{
    public IEnumerable<KeyValuePair<string, string>> GetTraits(IAttributeInfo traitAttribute) => [new("Category", "Golden")];
}
