using System.Globalization;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Credentials.Policy;

/// <summary>What an Owner wants of passwords: numbers as they were typed.</summary>
public sealed record PasswordRulesForm
{
    public const string MinLengthKey = "password_min_length";
    public const string MaxLengthKey = "password_max_length";
    public const string LowerKey = "require_lower";
    public const string UpperKey = "require_upper";
    public const string DigitKey = "require_digit";
    public const string SymbolKey = "require_symbol";
    public const string HistoryKey = "password_history";
    public const string MaxAgeKey = "password_max_age_days";

    public const int LeastMinLength = 8;

    /// <summary>Ten years: beyond that nobody means it.</summary>
    public const int MostMaxAge = 3650;

    /// <summary>Of the policy that the form was filled from.</summary>
    public required int Version { get; init; }

    public string? MinLength { get; init; }

    public string? MaxLength { get; init; }

    public bool Lower { get; init; }

    public bool Upper { get; init; }

    public bool Digit { get; init; }

    public bool Symbol { get; init; }

    public string? History { get; init; }

    /// <summary>Empty for never.</summary>
    public string? MaxAgeDays { get; init; }

    internal static PasswordRulesForm Of(SecurityPolicy policy) => new()
    {
        Version = policy.Version,
        MinLength = Text(policy.PasswordMinLength), MaxLength = Text(policy.PasswordMaxLength), History = Text(policy.PasswordHistory), MaxAgeDays = Text(policy.PasswordMaxAgeDays) ?? "",
        Lower = policy.RequireLower, Upper = policy.RequireUpper, Digit = policy.RequireDigit, Symbol = policy.RequireSymbol,
    };

    /// <returns>The numbers, or what is wrong with which.</returns>
    internal Result<PasswordNumbers> Read()
    {
        var errors = new FieldErrors();
        var max = Number(MaxLength, SecurityPolicy.LeastMaxLength, SecurityPolicy.MostMaxLength);
        if (max is null) errors.Add(MaxLengthKey, $"Enter a number from {SecurityPolicy.LeastMaxLength} to {SecurityPolicy.MostMaxLength}.");
        var min = Number(MinLength, LeastMinLength, max ?? SecurityPolicy.MostMaxLength);
        if (min is null) errors.Add(MinLengthKey, string.Create(CultureInfo.InvariantCulture, $"Enter a number from {LeastMinLength} to the maximum, {max ?? SecurityPolicy.MostMaxLength}."));
        var history = Number(History, 0, SecurityPolicy.MostHistory);
        if (history is null) errors.Add(HistoryKey, $"Enter a number from 0 to {SecurityPolicy.MostHistory}.");
        var days = Number(MaxAgeDays, 1, MostMaxAge);
        if (days is null && !string.IsNullOrWhiteSpace(MaxAgeDays)) errors.Add(MaxAgeKey, $"Enter a number of days from 1 to {MostMaxAge}, or leave it empty.");
        return errors.Any ? errors.ToError() : new PasswordNumbers(min!.Value, max!.Value, history!.Value, days);
    }

    /// <returns>What that changes.</returns>
    internal Changes Apply(SecurityPolicy policy, PasswordNumbers numbers)
    {
        var change = new Changes()
            .Set(MinLengthKey, Text(policy.PasswordMinLength), Text(numbers.MinLength)).Set(MaxLengthKey, Text(policy.PasswordMaxLength), Text(numbers.MaxLength))
            .Set(LowerKey, policy.RequireLower, Lower).Set(UpperKey, policy.RequireUpper, Upper).Set(DigitKey, policy.RequireDigit, Digit).Set(SymbolKey, policy.RequireSymbol, Symbol)
            .Set(HistoryKey, Text(policy.PasswordHistory), Text(numbers.History)).Set(MaxAgeKey, Text(policy.PasswordMaxAgeDays), Text(numbers.MaxAgeDays));
        (policy.PasswordMinLength, policy.PasswordMaxLength, policy.PasswordHistory, policy.PasswordMaxAgeDays) = (numbers.MinLength, numbers.MaxLength, numbers.History, numbers.MaxAgeDays);
        (policy.RequireLower, policy.RequireUpper, policy.RequireDigit, policy.RequireSymbol) = (Lower, Upper, Digit, Symbol);
        return change;
    }

    private static int? Number(string? typed, int least, int most) =>
        int.TryParse(typed, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}

internal sealed record PasswordNumbers(int MinLength, int MaxLength, int History, int? MaxAgeDays);
