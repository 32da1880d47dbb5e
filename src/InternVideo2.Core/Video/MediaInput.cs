namespace InternVideo2.Video;

/// <summary>A media file on the local disk, checked, and the arguments that make ffmpeg and ffprobe open this file and nothing else.</summary>
internal sealed class MediaInput
{
    // Containers that hold their own pictures. Left out on purpose: playlists and lists that name other files or addresses
    // (hls, dash, concat, sdp, imf …), devices, image sequences with patterns, text rendered as pictures.
    private const string Containers =
        "mov,mp4,matroska,webm,avi,mpeg,mpegts,mpegvideo,m4v,h264,hevc,obu,av1,ivf,ogg,gif,flv,asf,nut,mxf,dv,rm,wtv,nuv,mjpeg,yuv4mpegpipe,vc1,dirac,"
        + "bink,smk,roq,flic,4xm,"
        // Single pictures, told by their content.
        + "png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,ppm_pipe,tiff_pipe";

    // Besides these, the containers of sound alone.
    private const string SoundContainers = Containers + ",wav,w64,flac,mp3,aac,ac3,eac3,aiff,au,caf,amr,g722,tta,wv,ape,mpc,mpc8";

    private MediaInput(string path, FileInfo file)
    {
        Path = path;
        File = file;
    }

    /// <summary>The path as the caller wrote it, for messages.</summary>
    public string Path { get; }

    /// <summary>The file, with size and time as found.</summary>
    public FileInfo File { get; }

    /// <summary>
    /// Input options and the input itself. The absolute path after "file:" is taken literally by ffmpeg: neither a leading dash nor colons,
    /// blanks or percent signs have a meaning there.
    /// </summary>
    public IReadOnlyList<string> Arguments => Only(Containers);

    /// <summary>The same for a file whose sound is wanted; it need not have pictures.</summary>
    public IReadOnlyList<string> SoundArguments => Only(SoundContainers);

    private string[] Only(string containers) => ["-protocol_whitelist", "file", "-format_whitelist", containers, "-i", "file:" + File.FullName];

    /// <summary>Checks that the file exists and has bytes.</summary>
    /// <exception cref="VideoException">Missing, a folder, or empty.</exception>
    public static MediaInput Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileInfo(System.IO.Path.GetFullPath(path));
        if (Directory.Exists(path))
        {
            throw new VideoException(VideoFault.NotVideo, path, "this is a folder", "Name a video file.");
        }

        if (!file.Exists)
        {
            throw new VideoException(VideoFault.Missing, path, "there is no such file", $"Check the path; it was resolved to '{file.FullName}'.");
        }

        if (file.Length == 0)
        {
            throw new VideoException(VideoFault.Empty, path, "the file is empty (0 bytes)", "Fetch it again, or take it out of the list.");
        }

        return new MediaInput(path, file);
    }
}
