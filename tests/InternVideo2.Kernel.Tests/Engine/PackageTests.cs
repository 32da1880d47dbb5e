using System.IO.Compression;
using InternVideo2.Kernel.Engine.Packages;

namespace InternVideo2.Kernel.Tests.Engine;

/// <summary>Packages come into a notebook through the .NET SDK.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("nuget: Some.Package, 1.2.3", "Some.Package", "1.2.3")]
    [InlineData("nuget:Name", "Name", "*")]
    [InlineData("nuget:Name,[1.0,2.0)", "", "")]
    [InlineData("nuget:Name, 1.0-beta.1", "Name", "1.0-beta.1")]
    public void Requests(string text, string name, string version)
    {
        if (name.Length == 0) Assert.Throws<FormatException>(() => PackageRequest.Parse(text));
        else Assert.Equal(new PackageRequest(name, version), PackageRequest.Parse(text));
    }

    [Theory]
    [InlineData("nuget:")]
    [InlineData("nuget: a b")]
    [InlineData("nuget: Name, 1\" /><Import")]
    public void What_is_no_request_is_refused(string text) => Assert.Throws<FormatException>(() => PackageRequest.Parse(text));

    [Fact]
    public void Two_versions_of_one_package_are_an_error()
    {
        var packages = new PackageRestore(_folder.Path);
        Assert.True(packages.Add(new PackageRequest("A", "1.0")));
        Assert.False(packages.Add(new PackageRequest("a", "1.0")));
        Assert.False(packages.Add(new PackageRequest("A", "*")));
        Assert.Contains("A 1.0", Assert.Throws<ArgumentException>(() => packages.Add(new PackageRequest("A", "2.0"))).Message);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void A_package_from_a_folder_can_be_used()
    {
        MakePackage("Notebook.Test.Package");
        var notebook = new TestNotebook();
        Assert.Equal("from a package", notebook.Run($"#i \"nuget:{_folder.Path}\"\n#r \"nuget: Notebook.Test.Package, 1.0.0\"\nPackaged.Text"));
        Assert.Contains("Restoring Notebook.Test.Package 1.0.0", notebook.FrontEnd.Stream());
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void A_package_that_does_not_exist_is_a_clear_error_and_can_be_corrected()
    {
        MakePackage("Notebook.Other.Package");
        var notebook = new TestNotebook();
        var message = notebook.Fail($"#i \"nuget:{_folder.Path}\"\n#r \"nuget: Notebook.Other.Package, 7.0.0\"").Message;
        Assert.Contains("line 2", message);
        Assert.Contains("could not restore", message);
        Assert.Equal("from a package", notebook.Run("#r \"nuget: Notebook.Other.Package, 1.0.0\"\nPackaged.Text"));
    }

    private void MakePackage(string name)
    {
        var assembly = TestAssembly.Compile(_folder.Path, name, "public static class Packaged { public static string Text => \"from a package\"; }");
        using var package = ZipFile.Open(Path.Combine(_folder.Path, $"{name}.1.0.0.nupkg"), ZipArchiveMode.Create);
        package.CreateEntryFromFile(assembly, $"lib/net10.0/{name}.dll");
        using var writer = new StreamWriter(package.CreateEntry($"{name}.nuspec").Open());
        writer.Write($"""
            <package><metadata><id>{name}</id><version>1.0.0</version><authors>tests</authors><description>For tests.</description></metadata></package>
            """);
    }
}
