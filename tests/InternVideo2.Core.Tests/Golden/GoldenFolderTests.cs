using Xunit;

namespace InternVideo2.Tests.Golden;

/// <summary>No golden file is passed over by accident.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenFolderTests
{
    [Fact]
    public void Every_file_is_of_a_kind_that_a_test_reads_or_that_is_listed_for_later()
    {
        var unknown = GoldenFolder.All().Where(file => GoldenFolder.KindOf(file) is null).ToList();

        Assert.True(unknown.Count == 0, $"No test knows these golden files: {string.Join(", ", unknown)}. Write one, or list the kind in {nameof(GoldenFolder)}.{nameof(GoldenFolder.Later)}.");
    }

    [Fact]
    public void The_projects_own_folder_has_files_of_every_tested_kind()
    {
        if (Environment.GetEnvironmentVariable("IV2_GOLDEN_DIR") is { Length: > 0 })
        {
            // Another folder may hold a part only, but then it must hold something.
            Assert.NotEmpty(GoldenFolder.All());
            return;
        }
        Assert.All(GoldenFolder.Tested, kind => Assert.NotEmpty(GoldenFolder.Files(kind)));
    }

    [Theory]
    [InlineData("stage1/block_attention_pooling_attn.safetensors", "stage1/block_attention_pooling")]
    [InlineData("stage1/block_attention_qknorm.safetensors", "stage1/block_attention")]
    [InlineData("stage1/classifier_joint.safetensors", "stage1/classifier")]
    [InlineData("stage1/blocks.safetensors", null)]
    [InlineData("stage3/tokenizer/anything.json", "stage3/tokenizer/")]
    [InlineData("keys/stage3_llama7b_hf.json", "keys/stage3_llama7b")]
    [InlineData("keys/stage4.json", null)]
    [InlineData("elsewhere/block_rmsnorm.safetensors", null)]
    public void A_file_belongs_to_the_longest_kind_it_fits(string file, string? kind) => Assert.Equal(kind, GoldenFolder.KindOf(file));
}
