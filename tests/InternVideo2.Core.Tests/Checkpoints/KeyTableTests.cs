using InternVideo2.Checkpoints;
using Xunit;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>Keys are translated both ways; what no rule knows is said.</summary>
public sealed class KeyTableTests
{
    [Theory]
    [InlineData("encoder.blocks.12.attention.projection.bias", "blocks.12.attn.proj.bias")]
    [InlineData("encoder.positions.table", "pos_embed")]
    [InlineData("spatial.positions.classRow", "clip_pos_embed_cls")]
    [InlineData("spatial.decoders.3.head.weight", "clip_decoder.3.head.weight")]
    [InlineData("spatial.decoders.3.contract.weight", "clip_decoder.3.head.2.weight")]
    [InlineData("spatial.final.norm.bias", "final_clip_decoder.norm.bias")]
    [InlineData("motionDecoders.0.expand.bias", "mae_decoder.0.head.0.bias")]
    public void Student_keys(string ours, string official)
    {
        Assert.Equal(official, OfficialKeys.Student.ToOfficial(ours));
        Assert.Equal(ours, OfficialKeys.Student.ToOurs(official));
    }

    [Theory]
    [InlineData("blocks.0.scale2.gamma", "blocks.0.gamma_2")]
    [InlineData("blocks.0.attention.valueBias", "blocks.0.attn.v_bias")]
    [InlineData("norm.weight", "norm.weight")]
    public void Motion_teacher_keys(string ours, string official)
    {
        Assert.Equal(official, OfficialKeys.MotionTeacher.ToOfficial(ours));
        Assert.Equal(ours, OfficialKeys.MotionTeacher.ToOurs(official));
    }

    [Fact]
    public void Unknown_official_keys_have_no_counterpart() => Assert.Null(OfficialKeys.Student.ToOurs("relative_position"));

    [Fact]
    public void Unknown_keys_of_ours_are_an_error() =>
        Assert.Contains("elsewhere.weight", Assert.Throws<ArgumentException>(() => OfficialKeys.Student.ToOfficial("elsewhere.weight")).Message);

    [Fact]
    public void Tables_without_decay_are_the_official_list() => Assert.Equal(
        [
            "clip_cls_token", "clip_pos_embed", "clip_pos_embed_cls", "clip_pos_embed_spatial", "clip_pos_embed_temporal", "cls_token",
            "mae_pos_embed", "mae_pos_embed_spatial", "mae_pos_embed_temporal", "pos_embed", "pos_embed_cls", "pos_embed_spatial", "pos_embed_temporal",
        ],
        OfficialKeys.StudentWithoutDecay.Order(StringComparer.Ordinal));
}
