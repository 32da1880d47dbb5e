using InternVideo2.Language;
using Xunit;

namespace InternVideo2.Tests.Language;

/// <summary>Options out of their range are refused by name.</summary>
public sealed class GenerationOptionsTests
{
    public static TheoryData<string, GenerationOptions> Wrong => new()
    {
        { nameof(GenerationOptions.MaxNewTokens), GenerationOptions.Greedy with { MaxNewTokens = 0 } },
        { nameof(GenerationOptions.Temperature), GenerationOptions.Chat with { Temperature = 0 } },
        { nameof(GenerationOptions.TopK), GenerationOptions.Chat with { TopK = -1 } },
        { nameof(GenerationOptions.TopP), GenerationOptions.Chat with { TopP = 0 } },
        { nameof(GenerationOptions.TopP), GenerationOptions.Chat with { TopP = double.NaN } },
        { nameof(GenerationOptions.MinP), GenerationOptions.Chat with { MinP = 1.1 } },
        { nameof(GenerationOptions.RepetitionPenalty), GenerationOptions.Greedy with { RepetitionPenalty = 0 } },
        { nameof(GenerationOptions.Returned), GenerationOptions.Greedy with { Returned = 2 } },
        { nameof(GenerationOptions.Ends), GenerationOptions.Greedy with { Ends = [-1] } },
        { nameof(GenerationOptions.StopSequences), GenerationOptions.Greedy with { StopSequences = [[]] } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_out_of_range_is_named(string member, GenerationOptions options)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(options.Validate);
        Assert.Equal(member, error.ParamName);
        Assert.Contains($"{nameof(GenerationOptions)}.{member}", error.Message);
    }

    [Fact]
    public void The_published_chat_draws_from_nine_tenths_and_at_most_fifty_tokens()
    {
        GenerationOptions.Chat.Validate();
        Assert.Equal((true, 0.9, 50, 1.0, 200), (GenerationOptions.Chat.Sample, GenerationOptions.Chat.TopP, GenerationOptions.Chat.TopK, GenerationOptions.Chat.Temperature, GenerationOptions.Chat.MaxNewTokens));
    }
}
