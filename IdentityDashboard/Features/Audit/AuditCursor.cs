using System.Globalization;
using System.Runtime.InteropServices;

namespace IdentityDashboard.Features.Audit;

/// <summary>Where a page of entries starts: after this one, towards the newer or the older.</summary>
/// <param name="At">Needed only where pages go by time.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AuditCursor(bool Newer, long Sequence, DateTimeOffset At)
{
    private const char OlderMark = 'o';
    private const char NewerMark = 'n';

    public static string Older(AuditEntry entry) => Write(OlderMark, entry);

    public static string Towards(AuditEntry entry) => Write(NewerMark, entry);

    /// <summary>Null, which begins at the newest, for anything that isn't a cursor.</summary>
    public static AuditCursor? Read(string? text)
    {
        if (text is not [OlderMark or NewerMark, .. var rest] || rest.Split('.') is not [var number, var time]) return null;
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            && long.TryParse(time, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ticks) && Math.Abs(ticks) <= DateTimeOffset.MaxValue.Ticks / 2
            ? new AuditCursor(text[0] == NewerMark, sequence, DateTimeOffset.UnixEpoch.AddTicks(ticks))
            : null;
    }

    private static string Write(char mark, AuditEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"{mark}{entry.Sequence}.{entry.At.UtcTicks - DateTimeOffset.UnixEpoch.Ticks}");
}
