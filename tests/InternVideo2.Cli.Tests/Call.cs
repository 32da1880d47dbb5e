namespace InternVideo2.Cli.Tests;

/// <summary>One call of the program, within this process.</summary>
internal sealed record Call(int Code, string Output, string Error)
{
    public static async Task<Call> RunAsync(CancellationToken cancellation, params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var code = await CommandRun.RunAsync(CommandList.Create(), arguments, cancellation, output, error);
        return new Call(code, output.ToString(), error.ToString());
    }

    public static Task<Call> RunAsync(params string[] arguments) => RunAsync(CancellationToken.None, arguments);
}
