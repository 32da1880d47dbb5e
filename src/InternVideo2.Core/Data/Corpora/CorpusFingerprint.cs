using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace InternVideo2.Data.Corpora;

/// <summary>A short text that differs whenever a corpus would give other samples or other captions.</summary>
internal static class CorpusFingerprint
{
    /// <param name="corpora">In their order.</param>
    /// <param name="settings">What else decides about the batches.</param>
    /// <returns>16 hexadecimal digits.</returns>
    public static string Of(IEnumerable<Corpus> corpora, string settings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Append(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        Append(settings);
        foreach (var corpus in corpora)
        {
            Append(string.Create(CultureInfo.InvariantCulture, $"{corpus.Name}\t{corpus.Media}\t{corpus.Weight}\t{corpus.Positives}\t{corpus.Captions}"));
            Append($"{corpus.Frames?.Fingerprint}\t{corpus.Sound?.Fingerprint}");
            if (corpus.Conversations is { } conversations)
            {
                Append($"{conversations}");
            }

            foreach (var clip in corpus.Clips.Clips)
            {
                Append(string.Create(CultureInfo.InvariantCulture, $"{clip.Id}\t{clip.Start:R}\t{clip.End:R}\t{clip.SoundPath is not null}"));
                foreach (var (column, texts) in clip.Captions)
                {
                    Append($"{column}\t{string.Join('\t', texts)}");
                }

                foreach (var (instruction, question, answer) in corpus.Conversations is null ? [] : clip.Questions)
                {
                    Append($"{instruction}\t{question}\t{answer}");
                }
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
