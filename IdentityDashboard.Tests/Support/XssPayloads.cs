namespace IdentityDashboard.Tests.Support;

/// <summary>
/// Fifty ways to get a script to run from a text (A57). Each would set <c>window.__xss</c> or open a dialog. None is
/// longer than a name may be.
/// </summary>
internal static class XssPayloads
{
    public static IReadOnlyList<string> All { get; } =
    [
        "<script>window.__xss=1</script>",
        "<ScRiPt>window.__xss=2</sCrIpT>",
        "<script src=data:text/javascript,window.__xss=3></script>",
        "<script/x>window.__xss=4</script>",
        "<scr<script>ipt>window.__xss=5</scr</script>ipt>",
        "\"><script>window.__xss=6</script>",
        "'><script>window.__xss=7</script>",
        "</title><script>window.__xss=8</script>",
        "</textarea><script>window.__xss=9</script>",
        "</style><script>window.__xss=10</script>",
        "--><script>window.__xss=11</script>",
        "]]><script>window.__xss=12</script>",
        "</script><script>window.__xss=13</script>",
        "<img src=x onerror=window.__xss=14>",
        "<img src=x onerror=\"window.__xss=15\">",
        "<img/src=x/onerror=window.__xss=16>",
        "<img src=`x`onerror=window.__xss=17>",
        "\"><img src=x onerror=window.__xss=18>",
        "' onerror='window.__xss=19' src='x",
        "\" onmouseover=\"window.__xss=20\" x=\"",
        "\" autofocus onfocus=\"window.__xss=21\" x=\"",
        "<svg onload=window.__xss=22>",
        "<svg/onload=window.__xss=23>",
        "<svg><script>window.__xss=24</script></svg>",
        "<svg><animate onbegin=window.__xss=25 attributeName=x dur=1s>",
        "<svg><a xlink:href=\"javascript:window.__xss=26\"><text>x</text></a></svg>",
        "<math><mtext><script>window.__xss=27</script></mtext></math>",
        "<body onload=window.__xss=28>",
        "<iframe src=javascript:parent.__xss=29></iframe>",
        "<iframe srcdoc=\"<script>parent.__xss=30</script>\"></iframe>",
        "<object data=javascript:window.__xss=31></object>",
        "<embed src=javascript:window.__xss=32>",
        "<a href=javascript:window.__xss=33>x</a>",
        "<a href=\"java\tscript:window.__xss=34\">x</a>",
        "javascript:window.__xss=35",
        "<form action=javascript:window.__xss=36><input type=submit autofocus></form>",
        "<input autofocus onfocus=window.__xss=37>",
        "<select autofocus onfocus=window.__xss=38>",
        "<details open ontoggle=window.__xss=39>",
        "<video><source onerror=window.__xss=40></video>",
        "<audio src=x onerror=window.__xss=41>",
        "<marquee onstart=window.__xss=42>x</marquee>",
        "<meta http-equiv=refresh content=\"0;url=javascript:window.__xss=43\">",
        "<base href=\"javascript:window.__xss=44//\">",
        "<link rel=stylesheet href=\"data:text/css,*{background:red}\" onload=window.__xss=45>",
        "<style>@import 'data:text/css,x';</style><p onclick=window.__xss=46>",
        "<template><script>window.__xss=47</script></template>",
        "{{constructor.constructor('window.__xss=48')()}}",
        "${window.__xss=49}",
        "&lt;script&gt;window.__xss=50&lt;/script&gt;<b onclick=alert(50)>",
    ];
}
