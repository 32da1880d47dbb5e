namespace InternVideo2.Data.MovingShapes;

/// <summary>Which facts the clips of each part may have.</summary>
internal static class ShapesFactorDraw
{
    // In the retrieval part: clips that share a visual caption, two melodies times two words.
    private const int ClipsPerView = 4;

    private static readonly Func<ShapesFactors, bool>[] s_heldOut = [HeldOut.ShapeAndColour, HeldOut.ShapeAndMotion, HeldOut.Order];
    private static readonly ShapesFactors[] s_views = [.. Views()];

    /// <summary>Clips of the retrieval part with different captions.</summary>
    public static int RetrievalClips => s_views.Length * ClipsPerView;

    /// <summary>The facts of one clip.</summary>
    /// <param name="random">Draws of this clip.</param>
    /// <param name="seed">Seed of the set, for what clips of the retrieval part share.</param>
    /// <param name="index">Number of the clip.</param>
    /// <param name="split">Part of the set.</param>
    /// <param name="twoMotions">Share of clips with two motions.</param>
    public static ShapesFactors Draw(SeededRandom random, ulong seed, int index, ShapesSplit split, double twoMotions) => split switch
    {
        ShapesSplit.Train or ShapesSplit.Validation or ShapesSplit.Test => Until(random, twoMotions, factors => !HeldOut.Any(factors)),
        ShapesSplit.TestComposition => Composition(random, index, twoMotions),
        ShapesSplit.RetrievalHard => Retrieval(random, seed, index),
        ShapesSplit.Independent => ShapesFactors.Draw(random, twoMotions),
        _ => throw new ArgumentOutOfRangeException(nameof(split), split, "There is no such part."),
    };

    // Each kind of held-out combination gets a third of the clips; with single motions only, the order of motions cannot be asked for.
    private static ShapesFactors Composition(SeededRandom random, int index, double twoMotions)
    {
        var kind = index % (twoMotions > 0 ? 3 : 2);
        return Until(random, kind == 2 ? 1 : twoMotions, s_heldOut[kind]);
    }

    private static ShapesFactors Until(SeededRandom random, double twoMotions, Func<ShapesFactors, bool> allowed)
    {
        while (true)
        {
            var factors = ShapesFactors.Draw(random, twoMotions);
            if (allowed(factors))
            {
                return factors;
            }
        }
    }

    private static ShapesFactors Retrieval(SeededRandom random, ulong seed, int index)
    {
        OptionRange.Check(index < RetrievalClips, nameof(ShapesScene), nameof(ShapesScene.Index), index, $"0 … {RetrievalClips - 1} in {ShapesSplit.RetrievalHard}");
        var view = index / ClipsPerView;
        var order = new SeededRandom(seed, SeededRandom.Stream("retrieval views")).Permutation(s_views.Length);
        var shared = new SeededRandom(seed, SeededRandom.Stream("retrieval sounds"), (ulong)view);
        var melodies = shared.Permutation(6 * 3 * 2);
        var words = shared.Permutation(ShapesValues.Words.Count);
        var melody = melodies[index / 2 % 2];
        return s_views[order[view]] with
        {
            Instrument = (ShapeInstrument)(melody / 6),
            Contour = (ShapeContour)(melody / 2 % 3),
            Tempo = (ShapeTempo)(melody % 2),
            Word = ShapesValues.Words[words[index % 2]],
            Voice = ShapesValues.Voices[random.Next(ShapesValues.Voices.Count)],
        };
    }

    // Every visual caption with one motion that training may show.
    private static IEnumerable<ShapesFactors> Views() =>
        from shape in Enum.GetValues<ShapeForm>()
        from colour in Enum.GetValues<ShapeColour>()
        from background in Enum.GetValues<ShapeBackground>()
        from motion in Enum.GetValues<ShapeMotion>()
        from speed in Enum.GetValues<ShapeSpeed>()
        let view = new ShapesFactors(shape, colour, background, motion, null, speed, default, default, default, "", "")
        where !HeldOut.Any(view)
        select view;
}
