namespace IdentityDashboard.Platform.Errors;

/// <summary>What a service method that answers nothing comes to: done, or the reason why not.</summary>
public readonly record struct Result(Error? Error)
{
    public static readonly Result Ok = new(null);

    public bool Succeeded => Error is null;

    public static implicit operator Result(Error error) => new(error);
}

/// <summary>A value, or the reason why there is none.</summary>
public sealed record Result<T>
{
    private readonly T? _value;

    private Result(T? value, Error? error) => (_value, Error) = (value, error);

    public Error? Error { get; }

    public bool Succeeded => Error is null;

    /// <exception cref="InvalidOperationException">The result is a refusal: look at <see cref="Error"/> first.</exception>
    public T Value => Error is null ? _value! : throw new InvalidOperationException($"No value: {Error.Code}.");

    /// <summary>For interfaces, which no operator converts.</summary>
    public static Result<T> Of(T value) => new(value, null);

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Error error) => new(default, error);
}
