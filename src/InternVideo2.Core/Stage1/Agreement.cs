using InternVideo2.Teachers;

namespace InternVideo2.Stage1;

/// <summary>Checks that student and teachers talk about the same tokens, before the first step.</summary>
internal static class Agreement
{
    /// <summary>
    /// Returns how many frames of a batch there are for each frame of the student, and how many of the student's for each of the spatial teacher: a
    /// teacher of single frames looks at the first frame of each of the student's tubelets, so that both have equally many positions in time.
    /// </summary>
    /// <exception cref="ArgumentException">Names what differs, with both values.</exception>
    public static (int Student, int Spatial) Check(DistillationStudentOptions student, ISpatialTeacher? spatial, MotionTeacher? motion, DistillationOptions options)
    {
        if (options.Alpha2 > 0 && student.MotionWidth == 0)
            throw new ArgumentException("The motion teacher has a weight, but the student has no decoders for it. Set the weight to 0.");
        if (options.MiddleWeight + options.Alpha2 == 0 && student.FinalWidth == 0)
            throw new ArgumentException("Only final features have a weight, but the student has no decoder for them. Give another term a weight.");
        var grid = student.Encoder.Grid;
        var spatialStride = spatial is SpatialTeacher ? student.Encoder.TubeletSize : 1;
        if (spatial is not null)
        {
            Same("tokens", grid, "the spatial teacher's", spatial.GridOf(student.Encoder.Frames / spatialStride));
            if (options.MiddleWeight > 0)
            {
                Same("spatial layers", student.SpatialLayers.Count, "the spatial teacher's", spatial.MiddleCount);
                Same("width of the spatial decoders", student.SpatialWidth, "the spatial teacher's", spatial.MiddleWidth);
            }
            if (options.FinalWeight > 0 && student.FinalWidth > 0)
                Same("width of the final decoder", student.FinalWidth, "the spatial teacher's", spatial.FinalWidth);
        }
        if (motion is null) return (1, spatialStride);
        var teacher = motion.Options;
        Same("tokens", grid, "the motion teacher's", teacher.Grid);
        if (options.Alpha2 > 0)
        {
            Same("motion layers", student.MotionLayers.Count, "the motion teacher's", teacher.Layers.Count);
            Same("width of the motion decoders", student.MotionWidth, "the motion teacher's", teacher.Width);
        }
        if (teacher.Frames % student.Encoder.Frames != 0)
        {
            throw new ArgumentException(
                $"The motion teacher sees {teacher.Frames} frames, which is no multiple of the student's {student.Encoder.Frames}.");
        }
        return (teacher.Frames / student.Encoder.Frames, spatialStride);
    }

    private static void Same<T>(string what, T students, string whose, T teachers)
    {
        if (!EqualityComparer<T>.Default.Equals(students, teachers))
            throw new ArgumentException($"The student's {what} and {whose} must agree: {students} against {teachers}.");
    }
}
