using System.Diagnostics.Metrics;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.SignIn;

/// <summary>Counts how often this app compared a password with a hash, by the app's own meter.</summary>
internal sealed class PasswordChecks : IDisposable
{
    private readonly MeterListener listener = new();
    private long count;

    public PasswordChecks(TestApp app)
    {
        var factory = app.Service<IMeterFactory>();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == PasswordService.ChecksName && instrument.Meter.Scope == factory) l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref count, value));
        _ = app.Service<PasswordService>();
        listener.Start();
    }

    public long Count => Interlocked.Read(ref count);

    public void Dispose() => listener.Dispose();
}
