using Xunit;

namespace InternVideo2.Cli.Tests;

/// <summary>Promise: a wrong call ends with 2 and says what there is, a wrong file with 1 and says which.</summary>
public sealed class CommandRunTests
{
    [Fact]
    public async Task Help_names_every_command()
    {
        var call = await Call.RunAsync("--help");

        Assert.Equal(0, call.Code);
        Assert.All(CommandList.Create().Subcommands, command => Assert.Contains($"  {command.Name}", call.Output));
    }

    [Fact]
    public void Every_command_says_what_it_does() =>
        Assert.All(CommandList.Create().Subcommands, command => Assert.False(string.IsNullOrWhiteSpace(command.Description)));

    [Theory]
    [InlineData("./iv2 --help", "tran")]
    [InlineData("./iv2 embed --help", "embed", "--what")]
    [InlineData("./iv2 train stage1 --help", "train", "stage1", "--preset", "huge", "--clips", "a", "--out", "b")]
    [InlineData("./iv2 train stage1 --help", "train", "stage1", "--out", "b")]
    public async Task A_wrong_call_ends_with_2_and_names_the_help_there_is(string help, params string[] arguments)
    {
        var call = await Call.RunAsync(arguments);

        Assert.Equal(2, call.Code);
        Assert.Contains($"iv2: {help} says", call.Error);
    }

    [Fact]
    public async Task A_list_that_is_not_there_is_named()
    {
        var call = await Call.RunAsync("train", "stage1", "--clips", "no/such/list.jsonl", "--out", "nowhere");

        Assert.Equal(1, call.Code);
        Assert.Contains("no/such/list.jsonl", call.Error);
        Assert.False(Directory.Exists("nowhere"));
    }
}
