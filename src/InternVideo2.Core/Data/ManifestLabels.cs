using System.Collections.Frozen;
using System.Text.Json;

namespace InternVideo2.Data;

/// <summary>What is known about a clip besides its captions: the columns "factors" and "QA" of a clip list.</summary>
internal static class ManifestLabels
{
    /// <summary>The labels of "factors". A value that is not a text is kept as its JSON.</summary>
    public static IReadOnlyDictionary<string, string> Factors(JsonElement item, string where)
    {
        if (!item.TryGetProperty("factors", out var factors) || factors.ValueKind == JsonValueKind.Null)
        {
            return FrozenDictionary<string, string>.Empty;
        }

        if (factors.ValueKind != JsonValueKind.Object)
        {
            throw new ManifestException($"{where}: the column 'factors' is {factors.ValueKind}; expected an object of labels such as {{\"shape\": \"star\"}}.");
        }

        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var factor in factors.EnumerateObject())
        {
            labels[factor.Name] = factor.Value.ValueKind == JsonValueKind.String ? factor.Value.GetString()! : factor.Value.GetRawText();
        }

        return labels;
    }

    /// <summary>The questions of "QA".</summary>
    public static IReadOnlyList<ClipQuestion> Questions(JsonElement item, string where)
    {
        if (!item.TryGetProperty("QA", out var questions) || questions.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        return questions.ValueKind == JsonValueKind.Array
            ? [.. questions.EnumerateArray().Select(question => Question(question, where))]
            : throw new ManifestException($"{where}: the column 'QA' is {questions.ValueKind}; expected a list of questions.");
    }

    private static ClipQuestion Question(JsonElement question, string where) =>
        question.ValueKind == JsonValueKind.Object && Text(question, "q") is { } asked && Text(question, "a") is { } answer
            ? new ClipQuestion(Text(question, "i") ?? "", asked, answer)
            : throw new ManifestException($"{where}: an entry of 'QA' is {question.GetRawText()}; expected an object with the texts q (question) and a (answer), and perhaps i (instruction).");

    private static string? Text(JsonElement item, string column) =>
        item.TryGetProperty(column, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
