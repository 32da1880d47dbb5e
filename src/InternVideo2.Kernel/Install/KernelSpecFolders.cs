namespace InternVideo2.Kernel.Install;

/// <summary>Where Jupyter clients look for kernelspecs.</summary>
internal static class KernelSpecFolders
{
    /// <summary>The user's own folder; also where VS Code looks.</summary>
    public static string User
    {
        get
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            if (OperatingSystem.IsWindows())
                return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter", "kernels");
            if (OperatingSystem.IsMacOS()) return Path.Combine(home, "Library", "Jupyter", "kernels");
            var data = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } folder ? folder : Path.Combine(home, ".local", "share");
            return Path.Combine(data, "jupyter", "kernels");
        }
    }

    /// <summary>The folder below an installation prefix such as /usr/local.</summary>
    public static string Below(string prefix) => Path.Combine(prefix, "share", "jupyter", "kernels");
}
