using System.Globalization;

namespace IdentityDashboard.Benchmarks;

/// <summary>Words and <c>--name value</c> pairs of a command line; a name without a value is a switch.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> options = new(StringComparer.Ordinal);

    public Arguments(IReadOnlyList<string> args)
    {
        var words = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal)) words.Add(args[i]);
            else if (i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal)) options[args[i][2..]] = args[++i];
            else options[args[i][2..]] = "";
        }

        Words = words;
    }

    public IReadOnlyList<string> Words { get; }

    public string? Text(string name) => options.GetValueOrDefault(name);

    public bool Has(string name) => options.ContainsKey(name);

    /// <exception cref="UsageException">It isn't a whole number.</exception>
    public int Number(string name, int otherwise) => Text(name) is { } text ? Parse(text, $"--{name}") : otherwise;

    /// <exception cref="UsageException">It isn't a whole number above zero.</exception>
    public static int Parse(string text, string what) =>
        int.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new UsageException($"{what} must be a whole number above zero; it is \"{text}\".");

    /// <exception cref="UsageException">A name isn't among those known.</exception>
    public void Allow(params ReadOnlySpan<string> known)
    {
        foreach (var name in options.Keys)
        {
            if (!known.Contains(name)) throw new UsageException($"Unknown option --{name}.");
        }
    }
}

/// <summary>Something to say to whoever typed the command, without a stack trace.</summary>
internal sealed class UsageException(string message) : Exception(message);
