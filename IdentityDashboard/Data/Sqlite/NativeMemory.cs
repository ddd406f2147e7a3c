using System.Runtime.InteropServices;

namespace IdentityDashboard.Data.Sqlite;

/// <summary>
/// On Linux, glibc gives threads heaps of their own, eight a processor, and what SQLite frees stays in the heap of the
/// thread it was taken by. Pages of a transaction are taken by whichever thread goes on with it, so that every heap came
/// to be as large as the largest transaction.
/// </summary>
internal static class NativeMemory
{
    /// <summary>M_ARENA_MAX of glibc's malloc.h.</summary>
    private const int MostHeaps = -8;

    private delegate int SetOption(int option, int value);

    /// <summary>Two heaps for all threads. Other systems and libraries are left as they are.</summary>
    public static void Gather()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var libc) || !NativeLibrary.TryGetExport(libc, "mallopt", out var setOption)) return;
        Marshal.GetDelegateForFunctionPointer<SetOption>(setOption)(MostHeaps, 2);
    }
}
