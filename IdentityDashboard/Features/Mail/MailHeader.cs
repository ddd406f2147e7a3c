namespace IdentityDashboard.Features.Mail;

/// <summary>What people wrote, made fit for a header: a line break there would begin a header of their own (A53).</summary>
internal static class MailHeader
{
    public static string OneLine(string text) => new([.. text.Select(c => EndsLine(c) ? ' ' : c)]);

    /// <summary>A display name: quotes and backslashes would end or escape the quotes it is written in.</summary>
    public static string Name(string text) => OneLine(text).Replace('"', '\'').Replace('\\', '/').Trim();

    private static bool EndsLine(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';
}
