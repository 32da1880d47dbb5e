using System.Globalization;

namespace InternVideo2.Teachers;

/// <summary>What a <see cref="TeacherCache"/> has done since it was opened.</summary>
/// <param name="Hits">Times a teacher did not have to look at a clip.</param>
/// <param name="Misses">Times it had to.</param>
/// <param name="Damaged">Records that were unreadable and have been computed again.</param>
/// <param name="Declined">Records that found no room.</param>
/// <param name="Bytes">Bytes in the folder, as far as this process knows.</param>
public sealed record TeacherCacheReport(long Hits, long Misses, long Damaged, long Declined, long Bytes)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Hits} of {Hits + Misses} answers from the cache, {Bytes / 1e6:0.0} MB"
        + $"{(Damaged > 0 ? $", {Damaged} damaged records computed again" : "")}{(Declined > 0 ? $", {Declined} records did not fit" : "")}");
}
