using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Import;

/// <summary>Keeps files in the database, in encrypted parts: any instance can read on, and memory stays flat.</summary>
internal sealed class ImportFiles(IDbContextFactory<DashboardDbContext> dbs, ImportSecrets secrets)
{
    private const int PartLength = 256 * 1024;

    /// <returns>How long it is; null when it is longer than <paramref name="most"/>.</returns>
    public async Task<long?> SaveAsync(Guid importId, Stream file, long most, CancellationToken ct)
    {
        var (part, length) = (new byte[PartLength], 0L);
        for (var position = 0; ; position++)
        {
            var read = await file.ReadAtLeastAsync(part, part.Length, throwOnEndOfStream: false, ct);
            if (read == 0) return length;
            length += read;
            if (length > most) return null;
            await using var db = await dbs.CreateDbContextAsync(ct);
            db.ImportChunks.Add(new ImportChunk { ImportId = importId, Position = position, Content = secrets.Seal(part[..read]) });
            await db.SaveChangesAsync(ct);
        }
    }

    /// <summary>For reading forward only.</summary>
    public Stream Open(Guid importId) => new ImportFileStream((position, ct) => PartAsync(importId, position, ct));

    private async Task<byte[]?> PartAsync(Guid importId, int position, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var content = await db.ImportChunks.Where(c => c.ImportId == importId && c.Position == position).Select(c => c.Content).FirstOrDefaultAsync(ct);
        return content is null ? null : secrets.Open(content);
    }
}
