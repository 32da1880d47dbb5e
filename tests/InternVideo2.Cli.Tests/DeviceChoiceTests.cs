using TorchSharp;
using Xunit;

namespace InternVideo2.Cli.Tests;

/// <summary>Promise: a device that is not there is refused before anything is read or written, with what there is.</summary>
public sealed class DeviceChoiceTests
{
    public static TheoryData<string> Commands { get; } =
    [
        "train stage1 --clips none.jsonl --out OUT",
        "train stage2 --out OUT",
        "train stage3 --language none --out OUT",
        "train language --out OUT",
        "embed none.mp4 --model Tiny --out OUT",
        "evaluate retrieval --model none.safetensors --shapes test",
        "chat none none.mp4",
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_graphics_processor_that_is_not_there(string command)
    {
        var absent = $"cuda:{torch.cuda.device_count()}";
        var call = await Call.RunAsync([.. command.Split(' '), "--device", absent]);
        Assert.Equal(1, call.Code);
        Assert.Contains($"--device {absent}: libtorch", call.Error);
        Assert.Contains("environment.md", call.Error);
        Assert.False(Path.Exists("OUT"));
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:x")]
    public async Task What_is_no_device(string name)
    {
        var call = await Call.RunAsync("train", "stage2", "--out", "OUT", "--device", name);
        Assert.Equal(1, call.Code);
        Assert.Contains($"--device {name}: there are cpu, cuda and cuda:N", call.Error);
    }
}
