using System.Xml.Linq;
using Xunit;

namespace InternVideo2.Notebook.Tests.Views;

/// <summary>Tables align as text, encode as HTML, and use inline styles only.</summary>
public sealed class TableTests
{
    private static readonly Table Sample = new(["name", "loss"], [["both <b>&", 0.123456789], ["none", null], ["é☃🎬", 12]], "<Title>");

    [Fact]
    public void Text_is_aligned_with_numbers_to_the_right() =>
        Assert.Equal("<Title>\nname          loss\n─────────  ───────\nboth <b>&  0.12346\nnone\né☃🎬             12", Sample.ToString());

    [Fact]
    public void Html_encodes_cells_and_title()
    {
        var html = Sample.ToHtml();
        Assert.Contains("both &lt;b&gt;&amp;", html);
        Assert.Contains("&lt;Title&gt;", html);
        var document = XDocument.Parse("<x>" + html + "</x>");
        Assert.Equal(8, document.Descendants().Count(e => e.Name == "td" || e.Name == "th"));
        Assert.DoesNotContain("class=", html);
        Assert.DoesNotContain("<style", html);
    }

    [Fact]
    public void A_bundle_has_text_and_html() => Assert.Equal(["text/html", "text/plain"], Sample.ToMimeBundle().Keys.Order());

    [Fact]
    public void A_row_of_another_length_is_named() =>
        Assert.Contains("A row has 1 cells for 2 columns: alone", Assert.Throws<ArgumentException>(() => new Table(["a", "b"], [["alone"]])).Message);

    [Fact]
    public void Rows_can_come_from_items() =>
        Assert.Equal("n  square\n─  ──────\n2       4\n3       9", Table.Of([2, 3], ("n", n => n), ("square", n => n * n)).ToString());
}
