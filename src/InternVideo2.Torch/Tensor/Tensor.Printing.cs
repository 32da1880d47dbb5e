using System.Globalization;
using System.Text;

namespace TorchSharp;

public enum TensorStringStyle
{
    Metadata, Julia, Numpy, CSharp, Default,
}

public static partial class torch
{
    public const TensorStringStyle julia = TensorStringStyle.Julia;
    public const TensorStringStyle numpy = TensorStringStyle.Numpy;
    public const TensorStringStyle csharp = TensorStringStyle.CSharp;

    public partial class Tensor
    {
        // Rows and columns beyond this many are replaced by dots in the middle.
        private const int Edge = 3;
        private const int Whole = 12;

        public override string ToString() => ToString(TensorStringStyle.Metadata);

        /// <summary>Metadata: shape, type, device. The other styles add the numbers, in nested brackets.</summary>
        public string ToString(TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null)
        {
            if (IsInvalid) return "disposed tensor";
            var head = $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";
            if (style is TensorStringStyle.Metadata || is_meta) return head;
            using var none = no_grad();
            using var flat = To(is_floating_point() ? ScalarType.Float64 : dtype == ScalarType.Bool ? ScalarType.Bool : ScalarType.Int64, CPU, false, false, false);
            var text = new StringBuilder();
            Print(text, flat, 0, fltFormat ?? "g5", cultureInfo ?? CultureInfo.InvariantCulture, newLine ?? Environment.NewLine);
            return style == TensorStringStyle.Julia ? head + (newLine ?? Environment.NewLine) + text : text.ToString();
        }

        private static void Print(StringBuilder text, Tensor part, int depth, string format, CultureInfo culture, string newLine)
        {
            if (part.ndim == 0)
            {
                text.Append(part.dtype switch
                {
                    ScalarType.Float64 => part.item<double>().ToString(format, culture),
                    ScalarType.Bool => part.item<bool>() ? "true" : "false",
                    _ => part.item<long>().ToString(culture),
                });
                return;
            }
            text.Append('[');
            var count = part.shape[0];
            for (long i = 0; i < count; i++)
            {
                if (i > 0) text.Append(part.ndim > 1 ? "," + newLine + new string(' ', depth + 1) : ", ");
                if (count > Whole && i == Edge)
                {
                    text.Append("...");
                    i = count - Edge - 1;
                    continue;
                }
                using var row = part[i];
                Print(text, row, depth + 1, format, culture, newLine);
            }
            text.Append(']');
        }
    }
}
