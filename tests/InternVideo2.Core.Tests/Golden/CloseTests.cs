using Xunit;
using Xunit.Sdk;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Golden;

/// <summary>The comparison that every golden test rests on notices what it must.</summary>
public sealed class CloseTests
{
    [Fact]
    public void Accepts_what_is_within_the_tolerance()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0.001, Close.Check("x", tensor(new[] { 1f, 10.01f }), tensor(new[] { 1f, 10f }), 0.002), 6);
    }

    [Fact]
    public void Names_the_first_bad_element()
    {
        using var scope = NewDisposeScope();
        var expected = zeros(new long[] { 2, 3 }, ScalarType.Float32);
        var actual = expected.clone();
        actual[1, 0] = 0.5;
        actual[1, 2] = 2;

        var error = Assert.ThrowsAny<XunitException>(() => Close.Check("some.name", actual, expected, 0.1, 0.1));

        Assert.Contains("some.name", error.Message);
        Assert.Contains("[1, 0]", error.Message);
        Assert.Contains("max abs diff 2", error.Message);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Refuses_values_that_are_not_numbers(float value)
    {
        using var scope = NewDisposeScope();
        Assert.ThrowsAny<XunitException>(() => Close.Check("x", tensor(new[] { value }), tensor(new[] { 1f }), 1e9));
    }

    [Fact]
    public void Refuses_other_shapes()
    {
        using var scope = NewDisposeScope();
        Assert.ThrowsAny<XunitException>(() => Close.Check("x", zeros(new long[] { 2 }, ScalarType.Float32), zeros(new long[] { 2, 1 }, ScalarType.Float32), 1));
    }
}
