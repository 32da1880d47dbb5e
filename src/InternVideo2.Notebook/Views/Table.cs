using System.Globalization;
using System.Net;
using System.Text;

namespace InternVideo2.Notebook;

/// <summary>A table: aligned plain text, and HTML. Columns whose cells are all numbers (or empty) stand to the right.</summary>
public sealed class Table : HtmlView
{
    private const int ShortCell = 28;

    private readonly string[] _headers;
    private readonly string[][] _rows;
    private readonly bool[] _isNumeric;

    /// <param name="headers">n column names.</param>
    /// <param name="rows">Rows of n cells: text as it is, numbers with up to five significant digits, null as an empty cell.</param>
    /// <param name="title">A line above the table.</param>
    /// <exception cref="ArgumentException">A row has another number of cells.</exception>
    public Table(IEnumerable<string> headers, IEnumerable<IEnumerable<object?>> rows, string? title = null)
    {
        _headers = [.. headers];
        Title = title;
        var cells = rows.Select(row => row.ToArray()).ToList();
        if (cells.FirstOrDefault(row => row.Length != _headers.Length) is { } odd)
            throw new ArgumentException($"A row has {odd.Length} cells for {_headers.Length} columns: {string.Join(" | ", odd.Select(Format))}.");
        _rows = [.. cells.Select(row => Array.ConvertAll(row, Format))];
        _isNumeric = [.. _headers.Select((_, c) => cells.Count > 0 && cells.All(row => row[c] is null or IFormattable and not Enum and not DateTime and not DateTimeOffset))];
    }

    public string? Title { get; }

    /// <summary>One row for each item.</summary>
    public static Table Of<T>(IEnumerable<T> items, params (string Header, Func<T, object?> Cell)[] columns) =>
        new(columns.Select(c => c.Header), items.Select(item => columns.Select(c => c.Cell(item))));

    public override string ToHtml()
    {
        var html = new StringBuilder();
        if (Title is not null) html.Append("<div style=\"font-weight:600;margin:4px 0\">").Append(WebUtility.HtmlEncode(Title)).Append("</div>");
        html.Append("<table style=\"border-collapse:collapse;font-size:13px\"><thead><tr>");
        for (var c = 0; c < _headers.Length; c++) Append(html, "th", c, "border-bottom:2px solid #aeb6bf;padding:4px 12px", _headers[c]);
        html.Append("</tr></thead><tbody>");
        foreach (var row in _rows)
        {
            html.Append("<tr>");
            for (var c = 0; c < row.Length; c++) Append(html, "td", c, "border-bottom:1px solid #e4e7eb;padding:3px 12px", row[c]);
            html.Append("</tr>");
        }
        return html.Append("</tbody></table>").ToString();
    }

    public override string ToString()
    {
        var widths = _headers.Select((header, c) => _rows.Select(row => Columns(row[c])).Append(Columns(header)).Max()).ToArray();
        var lines = new List<string>();
        if (Title is not null) lines.Add(Title);
        lines.Add(Line(_headers));
        lines.Add(string.Join("  ", widths.Select(w => new string('─', w))));
        lines.AddRange(_rows.Select(Line));
        return string.Join('\n', lines);

        string Line(string[] cells) => string.Join("  ", cells.Select((cell, c) => Pad(cell, widths[c], _isNumeric[c]))).TrimEnd();
    }

    private static string Format(object? cell) => cell switch
    {
        null => "",
        string text => text.ReplaceLineEndings(" "),
        double or float or decimal => ((IFormattable)cell).ToString("G5", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => (cell.ToString() ?? "").ReplaceLineEndings(" "),
    };

    private void Append(StringBuilder html, string tag, int column, string style, string text)
    {
        // Short cells stay on one line; long ones are what the width is for.
        var wrap = text.Length <= ShortCell ? ";white-space:nowrap" : "";
        html.Append(CultureInfo.InvariantCulture, $"<{tag} style=\"text-align:{(_isNumeric[column] ? "right" : "left")};{style}{wrap}\">")
            .Append(WebUtility.HtmlEncode(text)).Append("</").Append(tag).Append('>');
    }

    private static string Pad(string text, int width, bool right)
    {
        var space = new string(' ', Math.Max(0, width - Columns(text)));
        return right ? space + text : text + space;
    }

    // Characters, not UTF-16 units, so that text beyond the basic plane does not shift a column.
    private static int Columns(string text) => new StringInfo(text).LengthInTextElements;
}
