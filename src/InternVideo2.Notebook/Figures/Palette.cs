namespace InternVideo2.Notebook;

/// <summary>The colours of the figures: eight hues that remain distinct for colour-blind readers (Okabe and Ito, "Color Universal Design", 2008), strongest first.</summary>
public static class Palette
{
    public const string Blue = "#0072B2";
    public const string Vermilion = "#D55E00";
    public const string Green = "#009E73";
    public const string Purple = "#CC79A7";
    public const string Orange = "#E69F00";
    public const string Sky = "#56B4E9";
    public const string Grey = "#666666";
    public const string Yellow = "#F0E442";

    /// <summary>The order in which traces take their colours.</summary>
    public static IReadOnlyList<string> Colorway { get; } = [Blue, Vermilion, Green, Purple, Orange, Sky, Grey, Yellow];

    /// <summary>Text, from titles to tick labels.</summary>
    internal const string Ink = "#1f2328";
    internal const string SoftInk = "#57606a";
    internal const string Grid = "#e4e7eb";
    internal const string AxisLine = "#aeb6bf";
    internal const string Paper = "#ffffff";
}
