using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace InternVideo2.Data;

/// <summary>
/// Batches from a clip list, prepared ahead on a background thread. Which clips come when is decided by the seed and the cursor, what is
/// drawn for a clip by the seed, the epoch (or its remainder, see <see cref="ClipDatasetOptions.Draws"/>) and the clip's number: neither threads nor restarts change anything.
/// </summary>
public sealed class ClipDataset : IClipSource
{
    // Purposes of draws, so that the order of an epoch shares nothing with the draws of a sample.
    private const ulong OrderStream = 1;
    private const ulong SampleStream = 2;

    private readonly ClipManifest _manifest;
    private readonly IClipLoader _loader;
    private readonly ClipDatasetOptions _options;
    private readonly BatchStream _batches;
    private (int Epoch, int[] Order) _order = (-1, []);

    /// <param name="manifest">The clips.</param>
    /// <param name="loader">Reads them. Used, not owned.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">The list is shorter than one batch.</exception>
    public ClipDataset(ClipManifest manifest, IClipLoader loader, ClipDatasetOptions options)
    {
        options.Validate();
        (_manifest, _loader, _options) = (manifest, loader, options);
        Broken = new BrokenClips(options.MaxBrokenClips);
        _batches = new BatchStream(Prepare, options.Prefetch);
        if (options.BatchSize > manifest.Clips.Count)
        {
            throw new ArgumentException($"A batch of {options.BatchSize} cannot be filled from the {manifest.Clips.Count} clips of '{manifest.Source}'. Make the batch smaller or the list longer.");
        }
    }

    public int BatchesPerEpoch => _manifest.Clips.Count / _options.BatchSize;

    /// <summary>Clips that could not be read so far. Depends on how much was read ahead.</summary>
    public BrokenClips Broken { get; }

    public DataCursor Cursor
    {
        get => _batches.Cursor;
        set
        {
            if (value.Epoch < 0 || value.Position < 0 || value.Position > _manifest.Clips.Count)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, $"The cursor must lie in an epoch from 0 and at a position 0 … {_manifest.Clips.Count}.");
            }

            _batches.Cursor = value;
        }
    }

    public string Fingerprint
    {
        get
        {
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"{_options.BatchSize} {_options.SamplesPerClip} {_options.Seed} {_options.Shuffle} {_loader.Fingerprint}\n");
            if (_options.Draws is { } draws)
            {
                text.Append(CultureInfo.InvariantCulture, $"{draws} draws\n");
            }

            foreach (var clip in _manifest.Clips)
            {
                text.Append(CultureInfo.InvariantCulture, $"{clip.Id}\t{clip.Start:R}\t{clip.End:R}\n");
            }

            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
            return $"{_manifest.Clips.Count} clips, batch {_options.BatchSize}, seed {_options.Seed}, {hash[..16]}";
        }
    }

    public ClipBatch Next(CancellationToken cancellation = default) => _batches.Next(cancellation);

    public void Dispose() => _batches.Dispose();

    /// <summary>Reads the batch that begins at a cursor. Runs on the background thread.</summary>
    private (ClipBatch Batch, DataCursor After) Prepare(DataCursor from, CancellationToken cancellation)
    {
        using var assembly = new BatchAssembly(Broken, _options.Workers, _options.SamplesPerClip);
        var (epoch, position) = from;
        var barren = 0;
        while (assembly.Count < _options.BatchSize)
        {
            var missing = _options.BatchSize - assembly.Count;
            if (position + missing > _manifest.Clips.Count)
            {
                // What is left of the epoch does not fill the batch: the next epoch begins.
                (epoch, position, barren) = (epoch + 1, 0, barren + 1);
                assembly.Clear();
                if (barren > 1)
                {
                    throw new InvalidDataException($"A whole epoch of '{_manifest.Source}' has fewer than {_options.BatchSize} readable clips, not enough for one batch.");
                }

                continue;
            }

            var draw = _options.Draws is { } draws ? epoch % draws : epoch;
            var samples = Order(epoch).AsSpan(position, missing).ToArray()
                .Select(index => PendingClip.OfFrames(
                    _manifest.Clips[index], new SeededRandom(_options.Seed, SampleStream, (ulong)draw, (ulong)index), _loader, _options.SamplesPerClip))
                .ToList();
            assembly.Add(samples, cancellation);
            position += missing;
        }

        return (assembly.Finish(), new DataCursor(epoch, position));
    }

    private int[] Order(int epoch)
    {
        if (_order.Epoch != epoch)
        {
            var order = _options.Shuffle
                ? new SeededRandom(_options.Seed, OrderStream, (ulong)epoch).Permutation(_manifest.Clips.Count)
                : [.. Enumerable.Range(0, _manifest.Clips.Count)];
            _order = (epoch, order);
        }

        return _order.Order;
    }
}
