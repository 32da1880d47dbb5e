using System.Text.Json.Nodes;
using InternVideo2.Kernel.Cells;
using InternVideo2.Kernel.Streams;

namespace InternVideo2.Kernel.Display;

/// <summary>
/// Rich output of one cell, in order with its text output. Updates of one display are limited to ten per second, because servers drop messages
/// above a limit and pictures cost time: an update that comes too early replaces the waiting one and is sent by a later update, at
/// the latest when the cell ends. A waiting value that cannot change any more (text, HTML) is also sent by itself after a moment;
/// others are only ever rendered on the thread that passed them, so they need not be thread safe. Thread safe itself.
/// </summary>
internal sealed class DisplayChannel(IFrontEnd frontEnd, OutputBuffer output, TimeProvider? clock = null)
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _sent = [];
    private readonly Dictionary<string, object?> _waiting = [];
    private bool _ended;

    /// <summary>Shows a value and returns the id under which it can be replaced.</summary>
    public string Display(object? value)
    {
        var id = Guid.NewGuid().ToString("N");
        lock (_gate) _sent[id] = _clock.GetTimestamp();
        Send("display_data", id, value);
        return id;
    }

    /// <summary>Replaces what is shown under an id, in whichever cell that was.</summary>
    public void Update(string id, object? value)
    {
        lock (_gate)
        {
            var mayWait = !_ended || IsConstant(value);
            if (mayWait && _sent.TryGetValue(id, out var last) && _clock.GetElapsedTime(last) < _interval)
            {
                var wasWaiting = _waiting.ContainsKey(id);
                _waiting[id] = value;
                if (!wasWaiting) OutputFlusher.Schedule(FlushConstant);
                return;
            }
            _waiting.Remove(id);
            _sent[id] = _clock.GetTimestamp();
        }
        Send("update_display_data", id, value);
    }

    /// <summary>Removes the output of the cell so far; with <paramref name="wait"/> not before the next output comes (no flicker).</summary>
    public void Clear(bool wait)
    {
        output.Flush();
        frontEnd.Publish("clear_output", new JsonObject { ["wait"] = wait });
    }

    /// <summary>Sends what is waiting; called on the cell's thread when the cell ends. Later updates are sent at once.</summary>
    public void End()
    {
        KeyValuePair<string, object?>[] waiting;
        lock (_gate)
        {
            _ended = true;
            waiting = [.. _waiting];
            _waiting.Clear();
        }
        foreach (var (id, value) in waiting)
        {
            try
            {
                Send("update_display_data", id, value);
            }
            catch (Exception e)
            {
                // The cell may be ending with an error of its own, which must not be replaced by this one.
                output.Write(OutputBuffer.StandardError, $"A display could not be updated: {TypeName.Of(e.GetType())}: {e.Message}\n");
            }
        }
    }

    private static bool IsConstant(object? value) => value is string or MimeText or MimeBundle;

    private void FlushConstant()
    {
        lock (_gate)
        {
            foreach (var (id, value) in _waiting.Where(entry => IsConstant(entry.Value)).ToArray())
            {
                _waiting.Remove(id);
                _sent[id] = _clock.GetTimestamp();
                // Under the lock, so that a newer value cannot overtake this one. Rendering a constant is cheap and calls no foreign code.
                Send("update_display_data", id, value);
            }
        }
    }

    private void Send(string type, string id, object? value)
    {
        var (data, metadata) = MimeFormatter.Format(value).ToJson();
        output.Flush();
        frontEnd.Publish(type, new JsonObject
        {
            ["data"] = data,
            ["metadata"] = metadata,
            ["transient"] = new JsonObject { ["display_id"] = id },
        });
    }
}
