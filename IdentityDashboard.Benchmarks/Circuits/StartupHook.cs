using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Pipes;
using System.Runtime;

/// <summary>
/// Loaded into the measured app by <c>DOTNET_STARTUP_HOOKS</c>: whoever connects to the pipe is told the size of the
/// managed heap after a full collection. The app itself needs no endpoint for it.
/// </summary>
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = "The runtime looks for exactly this name.")]
[SuppressMessage("Design", "MA0047:Declare types in namespaces", Justification = "The runtime looks for exactly this name.")]
internal static class StartupHook
{
    public const string PipeVariable = "BENCH_HEAP_PIPE";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(PipeVariable) is { Length: > 0 } pipe) new Thread(() => Answer(pipe)) { IsBackground = true, Name = "Heap size" }.Start();
    }

    private static void Answer(string name)
    {
        while (true)
        {
            using var pipe = new NamedPipeServerStream(name, PipeDirection.InOut);
            pipe.WaitForConnection();
            for (var i = 0; i < 3; i++)
            {
                GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }

            using var writer = new StreamWriter(pipe);
            writer.WriteLine(GC.GetTotalMemory(forceFullCollection: true).ToString(CultureInfo.InvariantCulture));
            writer.Flush();
        }
    }
}
