using InternVideo2.Text;
using InternVideo2.Training;

namespace InternVideo2.Language.Training;

/// <summary>A language model learned from texts alone, from its tokens on. Variations are <c>with</c> expressions.</summary>
public sealed partial record LanguageTrainingOptions
{
    /// <summary>Name of the preset.</summary>
    public required string Name { get; init; }

    /// <summary>Sizes. The vocabulary's becomes that of the tokenizer.</summary>
    public required LanguageModelOptions Model { get; init; }

    /// <summary>Tokens that the tokenizer may have at most, special ones included. 300 or more: 256 of them are single bytes.</summary>
    public int VocabularySize { get; init; } = 640;

    /// <summary>L, tokens of a row. 2 … the model's positions.</summary>
    public int RowLength { get; init; } = 256;

    /// <summary>Whether several texts share a row (<see cref="TextRowsOptions.Packed"/>).</summary>
    public bool Packed { get; init; } = true;

    /// <summary>Whether matrices begin with the deviation 1/√inputs, as small models need it, in place of 0.02.</summary>
    public bool WideStart { get; init; } = true;

    /// <summary>How long and how fast; a batch is so many rows.</summary>
    public required TrainerOptions Training { get; init; }

    /// <summary>How the rows are made.</summary>
    public TextRowsOptions Rows => new() { RowLength = RowLength, Packed = Packed, BatchSize = Training.BatchSize, Seed = Training.Seed };

    /// <summary>The same experiment with the vocabulary of a tokenizer.</summary>
    public LanguageTrainingOptions For(ILanguageTokenizer tokenizer) => this with { Model = Model with { VocabularySize = tokenizer.Count } };

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Model.Validate();
        Training.Validate();
        Rows.Validate();
        OptionRange.Check(VocabularySize >= 300, nameof(LanguageTrainingOptions), nameof(VocabularySize), VocabularySize, "300 or more");
        OptionRange.Check(RowLength <= Model.MaxPositions, nameof(LanguageTrainingOptions), nameof(RowLength), RowLength, $"2 … {Model.MaxPositions} (the model's positions)");
    }
}
