using System.Reflection;
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
        return kinds.SelectMany(GoldenFolder.Files).Select(file => new GoldenTestCase(messages, display, displayOptions, method, [file]));
    }
}

/// <summary>The test of one golden file. The runner makes it anew by name.</summary>
public sealed class GoldenTestCase : XunitTestCase
{
    [Obsolete("For the runner alone.")]
    public GoldenTestCase()
    {
    }

    public GoldenTestCase(IMessageSink messages, TestMethodDisplay display, TestMethodDisplayOptions displayOptions, ITestMethod method, object[] file)
        : base(messages, display, displayOptions, method, file)
    {
    }

    protected override string? GetSkipReason(IAttributeInfo factAttribute)
    {
        if (base.GetSkipReason(factAttribute) is { } always) return always;
        if (factAttribute.GetNamedArgument<string>(nameof(GoldenTheoryAttribute.Absence)) is not { } name) return null;
        var absence = TestMethod.TestClass.Class.ToRuntimeType().GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)
            ?? throw new MissingMethodException(TestMethod.TestClass.Class.Name, name);
        return (string?)absence.Invoke(null, TestMethodArguments);
    }
}

/// <summary>Gives golden tests their trait. The runner finds it by name.</summary>
public sealed class GoldenTraitDiscoverer : ITraitDiscoverer
{
    public IEnumerable<KeyValuePair<string, string>> GetTraits(IAttributeInfo traitAttribute) => [new("Category", "Golden")];
}
