using InternVideo2.Data;
using InternVideo2.Text;
using InternVideo2.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Stage2;

/// <summary>One model with its own losses, which hears what the frozen audio encoder told all. Owns the model.</summary>
internal sealed class AlignmentArm : IArmObjective<SharedHearing>
{
    private readonly HandedHearing _hearing = new();
    private readonly AlignmentObjective _objective;

    public AlignmentArm(AlignmentModel model, WordPieceTokenizer tokenizer, AlignmentOptions losses, AlignmentPhase phase) =>
        _objective = new AlignmentObjective(model, tokenizer, losses, phase, new() { Memory = _hearing });

    public nn.Module Model => _objective.Model;

    public AlignmentModel Alignment => _objective.Alignment;

    public WordPieceTokenizer Tokenizer => _objective.Tokenizer;

    public AlignmentOptions Losses => _objective.Options;

    public AlignmentPhase Phase => _objective.Phase;

    public IReadOnlySet<string> NoDecayNames => _objective.NoDecayNames;

    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters() => _objective.NamedParameters();

    public Losses Compute(ClipBatch batch, SharedHearing shared, RandomStreams random)
    {
        _hearing.Lesson = shared;
        try
        {
            return _objective.Compute(batch, random);
        }
        finally
        {
            _hearing.Lesson = null;
        }
    }

    public void Dispose() => _objective.Dispose();
}
