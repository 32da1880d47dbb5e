using System.Globalization;
using System.Text.Json;

namespace InternVideo2.Video;

/// <summary>Turns ffprobe's JSON into a <see cref="VideoInfo"/>.</summary>
internal static class ProbeOutput
{
    /// <summary>Chooses the first video stream that is not a cover picture, and the first audio stream.</summary>
    /// <exception cref="VideoException">There is no such video stream, or its size is unknown.</exception>
    public static VideoInfo Parse(string path, byte[] json)
    {
        using JsonDocument document = ParseJson(path, json);
        JsonElement root = document.RootElement;
        JsonElement[] streams = root.TryGetProperty("streams", out JsonElement list) ? [.. list.EnumerateArray()] : [];
        JsonElement video = streams.FirstOrDefault(stream => Text(stream, "codec_type") == "video" && !IsCoverPicture(stream));
        JsonElement audio = streams.FirstOrDefault(stream => Text(stream, "codec_type") == "audio");
        if (video.ValueKind == JsonValueKind.Undefined)
        {
            string found = audio.ValueKind == JsonValueKind.Undefined ? "no video stream" : "no video stream, only sound";
            throw new VideoException(VideoFault.NoVideoStream, path, $"the file has {found}", "Name a file with pictures, or take this one out of the list.");
        }

        JsonElement format = root.TryGetProperty("format", out JsonElement element) ? element : default;
        return new VideoInfo(
            path,
            Text(format, "format_name") ?? "unknown",
            Seconds(format, "duration"),
            Seconds(format, "start_time") ?? 0,
            Video(path, video),
            audio.ValueKind == JsonValueKind.Undefined ? null : Audio(audio));
    }

    private static JsonDocument ParseJson(string path, byte[] json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            throw new VideoException(VideoFault.DecoderFailed, path, "ffprobe's description of the file cannot be read", "Check that ffprobe is 5.1 or newer.", e);
        }
    }

    private static VideoStreamInfo Video(string path, JsonElement stream)
    {
        int width = Integer(stream, "width");
        int height = Integer(stream, "height");
        if (width <= 0 || height <= 0)
        {
            throw new VideoException(
                VideoFault.NoFrames, path, $"the video stream ({Text(stream, "codec_name") ?? "unknown codec"}) has no picture size: none of its pictures was found",
                "The file is damaged or cut off; fetch it again.");
        }

        return new VideoStreamInfo(
            Integer(stream, "index"),
            Text(stream, "codec_name") ?? "unknown",
            Text(stream, "pix_fmt"),
            width,
            height,
            Rotation(stream),
            Rational.Parse(Text(stream, "avg_frame_rate")),
            Rational.Parse(Text(stream, "time_base")),
            Seconds(stream, "start_time"),
            long.TryParse(Text(stream, "nb_frames"), NumberStyles.None, CultureInfo.InvariantCulture, out long frames) ? frames : null);
    }

    private static AudioStreamInfo Audio(JsonElement stream) => new(
        Integer(stream, "index"),
        Text(stream, "codec_name") ?? "unknown",
        int.TryParse(Text(stream, "sample_rate"), NumberStyles.None, CultureInfo.InvariantCulture, out int rate) ? rate : 0,
        Integer(stream, "channels"),
        Seconds(stream, "start_time"));

    private static bool IsCoverPicture(JsonElement stream) =>
        stream.TryGetProperty("disposition", out JsonElement disposition) && Integer(disposition, "attached_pic") != 0;

    private static int Rotation(JsonElement stream)
    {
        if (stream.TryGetProperty("side_data_list", out JsonElement list))
        {
            foreach (JsonElement item in list.EnumerateArray())
            {
                if (item.TryGetProperty("rotation", out JsonElement rotation) && rotation.TryGetDouble(out double degrees))
                {
                    return (int)Math.Round(degrees);
                }
            }
        }

        return 0;
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static int Integer(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : 0;

    private static double? Seconds(JsonElement element, string name) =>
        double.TryParse(Text(element, name), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) ? seconds : null;
}
