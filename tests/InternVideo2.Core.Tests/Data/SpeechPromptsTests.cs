using InternVideo2.Data;
using InternVideo2.Data.Speech;
using Xunit;

namespace InternVideo2.Tests.Data;

/// <summary>Of the prompts, those that are speech of the wanted length become clips of sound with their sentences, each in one part.</summary>
public sealed class SpeechPromptsTests : IDisposable
{
    private const string List = """
        ; Core Asterisk Sounds in English

        agent-loginok: Agent logged in.
        beep: [this is a simple beep tone]
        calling: Calling.
        conf-getpin: Please enter the conference pin number.
        digits/h-6: the sixth
        login-again: AGENT logged-in!
        long: This one goes on for far too long.
        no-file: Nobody has recorded this.
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatIsSpeechAndFitsIsInOneOfTheParts()
    {
        Lay();

        var clips = Both(new SpeechPromptsOptions());

        Assert.Equal(["agent-loginok", "conf-getpin", "digits/h-6"], clips.Select(clip => clip.Id).Order(StringComparer.Ordinal));
        Assert.Equal("Please enter the conference pin number.", clips.Single(clip => clip.Id == "conf-getpin").Caption);
        Assert.All(clips, clip => Assert.True(File.Exists(clip.Path)));
    }

    [Fact]
    public void MoreIsInWithOtherOptions()
    {
        Lay();

        var clips = Both(new SpeechPromptsOptions { MinWords = 1, MaxSeconds = 60 });

        Assert.Contains(clips, clip => clip.Id == "calling");
        Assert.Contains(clips, clip => clip.Id == "long");
    }

    [Fact]
    public void WhatHasNotBeenFetchedIsSaid()
    {
        Assert.Contains("Run ./iv2 make-data speech", Assert.Throws<ManifestException>(() => SpeechPrompts.Find(_folder.Path, test: true)).Message, StringComparison.Ordinal);
        Assert.Contains("prompts.txt", Assert.Throws<ManifestException>(() => SpeechPrompts.Read(_folder.Path, test: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AListThatIsNoneAndANameThatLeavesTheFolderAreRefused()
    {
        Lay();
        File.WriteAllText(_folder.File("prompts.txt"), "; fine\nno colon here\n");
        Assert.Contains("line 2: expected 'name: sentence'", Assert.Throws<ManifestException>(() => SpeechPrompts.Read(_folder.Path, test: true)).Message, StringComparison.Ordinal);
        File.WriteAllText(_folder.File("prompts.txt"), "../../etc/passwd: Two words.\n");
        Assert.Throws<ManifestException>(() => SpeechPrompts.Read(_folder.Path, test: true));
    }

    private IReadOnlyList<ClipEntry> Both(SpeechPromptsOptions options)
    {
        IEnumerable<ClipEntry> Part(bool test)
        {
            try
            {
                return SpeechPrompts.Read(_folder.Path, test, options).Clips;
            }
            catch (ManifestException e) when (e.Message.Contains("no clip", StringComparison.Ordinal))
            {
                // Of so few prompts, one part may have none.
                return [];
            }
        }
        return [.. Part(false), .. Part(true)];
    }

    private void Lay()
    {
        File.WriteAllText(_folder.File("prompts.txt"), List);
        Directory.CreateDirectory(_folder.File("sounds/digits"));
        foreach (var name in new[] { "agent-loginok", "beep", "calling", "conf-getpin", "digits/h-6", "login-again" })
            File.WriteAllBytes(_folder.File($"sounds/{name}.g722"), new byte[8000]);
        File.WriteAllBytes(_folder.File("sounds/long.g722"), new byte[80000]);
    }
}
