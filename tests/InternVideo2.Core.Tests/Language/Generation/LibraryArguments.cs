using System.Text.Json;
using InternVideo2.Language;

namespace InternVideo2.Tests.Language;

/// <summary>Options from the argument names of Hugging Face's generate(), as golden files write them.</summary>
internal static class LibraryArguments
{
    /// <param name="settings">The arguments.</param>
    /// <param name="ends">End tokens where the arguments name none.</param>
    public static GenerationOptions Options(JsonElement settings, params int[] ends)
    {
        var options = GenerationOptions.Greedy with { Ends = ends };
        foreach (var argument in settings.EnumerateObject())
        {
            var value = argument.Value;
            options = argument.Name switch
            {
                "do_sample" => options with { Sample = value.GetBoolean() },
                "max_new_tokens" => options with { MaxNewTokens = value.GetInt32() },
                "min_new_tokens" => options with { MinNewTokens = value.GetInt32() },
                "min_length" => options with { MinLength = value.GetInt32() },
                "temperature" => options with { Temperature = value.GetDouble() },
                "top_k" => options with { TopK = value.GetInt32() },
                "top_p" => options with { TopP = value.GetDouble() },
                "min_p" => options with { MinP = value.GetDouble() },
                "repetition_penalty" => options with { RepetitionPenalty = value.GetDouble() },
                "num_beams" => options with { Beams = value.GetInt32() },
                "num_return_sequences" => options with { Returned = value.GetInt32() },
                "length_penalty" => options with { LengthPenalty = value.GetDouble() },
                "early_stopping" => options with { EarlyStopping = Stopping(value) },
                "eos_token_id" => options with { Ends = Ids(value) },
                "stop_sequence" => options with { StopSequences = [Ids(value)] },
                "start" or "rows" => options,
                _ => throw new InvalidDataException($"Unknown argument '{argument.Name}'."),
            };
        }
        return options;
    }

    private static EarlyStopping Stopping(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => EarlyStopping.AtOnce,
        JsonValueKind.False => EarlyStopping.WhenNoBetterIsLikely,
        _ => EarlyStopping.WhenNoBetterIsPossible,
    };

    private static int[] Ids(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(id => id.GetInt32())] : [value.GetInt32()];
}
