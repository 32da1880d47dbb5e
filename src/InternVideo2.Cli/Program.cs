using InternVideo2.Cli;

using var interruption = new Interruption();
return await CommandRun.RunAsync(CommandList.Create(), args, interruption.Token);
