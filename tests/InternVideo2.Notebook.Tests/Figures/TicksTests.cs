using Xunit;

namespace InternVideo2.Notebook.Tests.Figures;

/// <summary>Ticks are round numbers inside the range, about as many as asked for, with labels that tell them apart.</summary>
public sealed class TicksTests
{
    [Theory]
    [InlineData(0, 1, 5, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0, 199, 8, "0 20 40 60 80 100 120 140 160 180")]
    [InlineData(-1, 1, 4, "−1.0 −0.5 0.0 0.5 1.0")]
    [InlineData(0, 90000, 4, "0 20,000 40,000 60,000 80,000")]
    [InlineData(2.31, 2.39, 4, "2.32 2.34 2.36 2.38")]
    [InlineData(0, 1e-5, 5, "0 2×10⁻⁶ 4×10⁻⁶ 6×10⁻⁶ 8×10⁻⁶ 10⁻⁵")]
    [InlineData(0, 3e8, 3, "0 10⁸ 2×10⁸ 3×10⁸")]
    public void Linear_ticks_are_round(double low, double high, int count, string labels) =>
        Assert.Equal(labels, string.Join(' ', Ticks.Linear(low, high, count).Labels));

    [Theory]
    [InlineData(0.001, 1000, 4)]
    [InlineData(3, 4.2, 5)]
    [InlineData(-7e-9, 9e-9, 6)]
    [InlineData(1e12, 3e12, 5)]
    public void Linear_ticks_stay_inside_and_are_evenly_spaced(double low, double high, int count)
    {
        var values = Ticks.Linear(low, high, count).Values;
        Assert.InRange(values.Count, 2, (2 * count) + 1);
        var step = values[1] - values[0];
        Assert.All(values, v => Assert.InRange(v, low - (step * 1e-6), high + (step * 1e-6)));
        Assert.All(values.Zip(values.Skip(1)), pair => Assert.Equal(step, pair.Second - pair.First, step * 1e-6));
        Assert.Equal(values.Count, Ticks.Linear(low, high, count).Labels.Distinct().Count());
    }

    [Fact]
    public void Whole_numbers_get_no_ticks_between_them() => Assert.Equal([0, 1, 2, 3], Ticks.Linear(0, 3, 12, integers: true).Values);

    [Fact]
    public void Zero_is_written_without_a_sign() => Assert.Contains("0", Ticks.Linear(-0.001, 10, 2).Labels);

    [Fact]
    public void Logarithmic_ticks_are_powers_of_ten_over_many_decades()
    {
        var ticks = Ticks.Logarithmic(0.01, 1000, 10);
        Assert.Equal(["0.01", "0.1", "1", "10", "100", "1000"], ticks.Labels);
        Assert.Contains(0.02, ticks.Minor, new Near());
    }

    [Fact]
    public void Logarithmic_ticks_add_two_and_five_over_few_decades() =>
        Assert.Equal(["0.1", "0.2", "0.5", "1", "2"], Ticks.Logarithmic(0.09, 3, 10).Labels);

    [Theory]
    [InlineData(0.5, "0.5")]
    [InlineData(-1234.56, "−1235")]
    [InlineData(123456, "1.23×10⁵")]
    [InlineData(-1e-7, "−10⁻⁷")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "−∞")]
    public void Labels_are_for_people(double value, string label) => Assert.Equal(label, Ticks.Label(value));

    private sealed class Near : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-9;

        public int GetHashCode(double value) => 0;
    }
}
