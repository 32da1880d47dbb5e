using InternVideo2.Text;

namespace InternVideo2.Data.MovingShapes;

/// <summary>The words of the moving shapes' captions: about seventy, and the letters.</summary>
public static class ShapesVocabulary
{
    /// <summary>A tokenizer that knows every word that any caption of the set can have, whatever clips are drawn.</summary>
    public static WordPieceTokenizer Tokenizer { get; } = WordPieceTokenizer.Of(WordPieceVocabulary.Of(Sentences().Distinct()));

    // Each value once beside fixed others: every word comes up.
    private static IEnumerable<string> Sentences()
    {
        var plain = new ShapesFactors(
            default, default, default, default, ShapeMotion.Right, default, default, default, default, ShapesValues.Words[0], ShapesValues.Voices[0]);
        IEnumerable<ShapesFactors> all =
        [
            .. Enum.GetValues<ShapeForm>().Select(value => plain with { Shape = value }),
            .. Enum.GetValues<ShapeColour>().Select(value => plain with { Colour = value }),
            .. Enum.GetValues<ShapeBackground>().Select(value => plain with { Background = value }),
            .. Enum.GetValues<ShapeMotion>().Select(value => plain with { Motion = value }),
            .. Enum.GetValues<ShapeSpeed>().Select(value => plain with { Speed = value }),
            .. Enum.GetValues<ShapeInstrument>().Select(value => plain with { Instrument = value }),
            .. Enum.GetValues<ShapeContour>().Select(value => plain with { Contour = value }),
            .. Enum.GetValues<ShapeTempo>().Select(value => plain with { Tempo = value }),
            .. ShapesValues.Words.Select(value => plain with { Word = value }),
        ];
        return all.SelectMany(ShapesCaptions.All).SelectMany(column => column.Value).Select(text => CaptionText.Clean(text));
    }
}
