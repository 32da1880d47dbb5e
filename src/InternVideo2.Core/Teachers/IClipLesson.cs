using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>What the teachers say of one clip. Tensors are owned by the caller.</summary>
internal interface IClipLesson : IDisposable
{
    /// <summary>R × M, the clip's rows of the attention map.</summary>
    Tensor Attention();

    /// <summary>K × |tokens| × C.</summary>
    /// <param name="tokens">Class token 0, patch p at p+1, ascending.</param>
    Tensor Middle(long[] tokens);

    /// <summary>D.</summary>
    Tensor Final();

    /// <summary>M × |patches| × C.</summary>
    /// <param name="patches">Ascending.</param>
    Tensor Motion(long[] patches);
}
