using static TorchSharp.torch;

namespace InternVideo2.MediaText;

/// <summary>
/// Brings the rows of all processes together, so that contrast has more negatives (stage 2, 7.2). Every process calls it in the same order and gets the
/// same rows, by rank.
/// </summary>
public interface IGather
{
    /// <summary>How many processes there are. 1 or more.</summary>
    int Processes { get; }

    /// <summary>The number of this one, from 0.</summary>
    int Rank { get; }

    /// <summary>
    /// The rows of all processes, by rank. The gradient goes to this process's own rows, and nothing is summed over processes: those of the others are
    /// constants here. Averaging the gradients of the weights over the processes afterwards is the trainer's business.
    /// </summary>
    /// <param name="own">B × D; equally many in every process.</param>
    /// <returns>(B·processes) × D, owned by the caller.</returns>
    Tensor Rows(Tensor own);

    /// <summary>The numbers of all processes, by rank.</summary>
    long[] Numbers(long[] own);
}

/// <summary>There is one process: nothing to gather.</summary>
public sealed class SingleProcess : IGather
{
    private SingleProcess()
    {
    }

    public static SingleProcess Instance { get; } = new();

    public int Processes => 1;

    public int Rank => 0;

    public Tensor Rows(Tensor own) => own.alias();

    public long[] Numbers(long[] own) => own;
}
