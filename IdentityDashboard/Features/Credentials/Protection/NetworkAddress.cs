using System.Net;
using System.Net.Sockets;

namespace IdentityDashboard.Features.Credentials.Protection;

/// <summary>What attempts are counted by of the address they come from.</summary>
internal static class NetworkAddress
{
    private const int SubnetBytes = 8;

    /// <summary>
    /// An IPv4 address whole; of an IPv6 address its /64, which is what one connection gets: whoever has it can pick from
    /// 18 quintillion addresses. What isn't an address counts as one place.
    /// </summary>
    public static string Of(string? ip)
    {
        if (!IPAddress.TryParse(ip, out var address)) return "unknown";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() : Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, SubnetBytes));
    }
}
