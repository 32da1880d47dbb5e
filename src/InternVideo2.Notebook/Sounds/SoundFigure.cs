using InternVideo2.Audio;
using static TorchSharp.torch;

namespace InternVideo2.Notebook;

/// <summary>Pictures of sound.</summary>
public static class SoundFigure
{
    private const int Columns = 600;

    private static readonly double[] MarkedHertz = [250, 500, 1000, 2000, 4000, 8000, 16000];

    /// <summary>The samples over time: for each column of the picture the line from the lowest to the highest of its samples.</summary>
    /// <param name="sound">At least one sample.</param>
    /// <param name="title">Over the figure.</param>
    public static Figure Waveform(Sound sound, FigureTitle title)
    {
        if (sound.Samples.Length == 0) throw new ArgumentException("The sound has no samples to draw.", nameof(sound));
        var stretch = Math.Max(1, (sound.Samples.Length + Columns - 1) / Columns);
        var (times, values) = (new List<double>(), new List<double>());
        for (var start = 0; start < sound.Samples.Length; start += stretch)
        {
            var part = sound.Samples.AsSpan(start, Math.Min(stretch, sound.Samples.Length - start)).ToArray();
            times.AddRange(start / (double)sound.Rate, start / (double)sound.Rate);
            values.AddRange(part.Min(), part.Max());
        }

        return new([new ScatterTrace(times, values) { Line = new(Palette.Blue, 1) }], new()
        {
            Title = title,
            Height = 200,
            Xaxis = new() { Title = "seconds", Range = [0, sound.Seconds] },
            Yaxis = new() { Title = "amplitude" },
        });
    }

    /// <summary>Log-mel features with time to the right and pitch upwards, in Hz on a mel scale.</summary>
    /// <param name="features">F × M, normalised or not; read and not kept.</param>
    /// <param name="options">Of the features.</param>
    /// <param name="title">Over the figure.</param>
    /// <param name="patch">Side of the patches whose borders are drawn; 0: none.</param>
    /// <exception cref="ArgumentException">The features are of another shape.</exception>
    public static Figure Spectrogram(Tensor features, LogMelOptions options, FigureTitle title, int patch = 0)
    {
        if (features.ndim != 2 || features.shape[1] != options.Bins)
            throw new ArgumentException($"A spectrogram is drawn of frames × {options.Bins} bands; got {TensorData.Shape(features)}.", nameof(features));
        var (frames, bands) = ((int)features.shape[0], options.Bins);
        var step = options.ShiftSamples / (double)options.Rate;
        var values = TensorData.ToArray(features);
        double[][] rows = [.. Enumerable.Range(0, bands).Select(band => (double[])[.. Enumerable.Range(0, frames).Select(frame => values[(frame * bands) + band])])];
        var marks = MarkedHertz.Where(hertz => hertz < options.Rate / 2.0).ToArray();
        List<Trace> traces = [new HeatmapTrace(rows) { Name = "bands × windows", X0 = step / 2, Dx = step, Colorbar = new("log energy") }];
        if (patch > 0) traces.Add(Borders(frames / patch * patch, bands / patch * patch, patch, step));
        return new(traces, new()
        {
            Title = title,
            Height = 300,
            Showlegend = false,
            Xaxis = new() { Title = "seconds", Showgrid = false, Range = [0, frames * step] },
            Yaxis = new()
            {
                Title = "Hz",
                Showgrid = false,
                Range = [-0.5, bands - 0.5],
                Tickvals = [.. marks.Select(hertz => Band(hertz, options))],
                Ticktext = [.. marks.Select(hertz => $"{hertz:0}")],
            },
        });
    }

    /// <summary>The band a frequency lies in, with a fraction: 0 at the middle of the lowest.</summary>
    private static double Band(double hertz, LogMelOptions options)
    {
        var (low, high) = (MelScale.Mel(MelScale.LowestHertz), MelScale.Mel(options.Rate / 2.0));
        return ((MelScale.Mel(hertz) - low) / (high - low) * (options.Bins + 1)) - 1;
    }

    /// <summary>All borders as one line with gaps.</summary>
    private static ScatterTrace Borders(int frames, int bands, int patch, double step)
    {
        var (x, y) = (new List<double>(), new List<double>());
        void Line(double fromX, double fromY, double toX, double toY)
        {
            x.AddRange(fromX, toX, double.NaN);
            y.AddRange(fromY, toY, double.NaN);
        }
        for (var frame = 0; frame <= frames; frame += patch) Line(frame * step, -0.5, frame * step, bands - 0.5);
        for (var band = 0; band <= bands; band += patch) Line(0, band - 0.5, frames * step, band - 0.5);
        return new ScatterTrace(x, y) { Name = $"patches of {patch} × {patch}", Line = new("#ffffff", 0.7), Opacity = 0.8 };
    }
}
