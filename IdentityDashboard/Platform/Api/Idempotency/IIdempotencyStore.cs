namespace IdentityDashboard.Platform.Api.Idempotency;

/// <summary>Where calls with an Idempotency-Key are remembered, for all instances of the app.</summary>
internal interface IIdempotencyStore
{
    /// <returns>Null when the record is written now; else the one that was there.</returns>
    Task<IdempotencyRecord?> BeginAsync(IdempotencyRecord record, CancellationToken ct);

    /// <summary>Whoever began is gone: one of those who see that goes on.</summary>
    Task<bool> TakeOverAsync(IdempotencyRecord seen, DateTimeOffset leasedUntil, CancellationToken ct);

    Task EndAsync(Guid id, int status, byte[] answer);

    Task ForgetAsync(Guid id);

    Task ForgetBeforeAsync(DateTimeOffset createdBefore, CancellationToken ct);
}
