using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace InternVideo2.Kernel.Tests.Engine;

/// <summary>Compiles small libraries for tests.</summary>
internal static class TestAssembly
{
    public static string Compile(string folder, string name, string code, params string[] references)
    {
        var framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is "System.Runtime.dll" or "System.Private.CoreLib.dll" or "System.Collections.dll");
        var path = Path.Combine(folder, name + ".dll");
        var result = CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText(code)], framework.Concat(references).Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(path, xmlDocumentationPath: Path.ChangeExtension(path, ".xml"));
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return path;
    }
}
