using System.Diagnostics.Metrics;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Imported;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityDashboard.Tests.Features.Credentials;

/// <summary>The tests' apps hash with fewer rounds; the product doesn't.</summary>
public sealed class HashRoundsTests
{
    [Fact]
    public void Passwords_take_the_rounds_that_OWASP_recommends()
    {
        using var services = new ServiceCollection().AddMetrics().AddCredentials().BuildServiceProvider();

        var hash = HashText.Read(services.GetRequiredService<PasswordService>().Hash("lamp-harbour-72")).Hash!;

        Assert.Equal((HashKind.Pbkdf2Sha512, 210_000), (hash.Kind, hash.Cost));
    }
}
