namespace IdentityDashboard.Tests.Support;

/// <summary>The real clock, set forward. Timers still run at their own pace.</summary>
internal sealed class FakeClock : TimeProvider
{
    private long ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref ahead));

    public void Advance(TimeSpan by) => Interlocked.Add(ref ahead, by.Ticks);
}
