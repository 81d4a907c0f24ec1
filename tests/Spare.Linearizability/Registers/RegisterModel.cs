using System.Diagnostics;

namespace Spare.Linearizability.Registers;

/// <summary>
/// A register of examples/register: a value whose version counts its writes. A deletion takes the version away with the
/// value.
/// </summary>
public sealed class RegisterModel : IModel<RegisterState, RegisterInput, RegisterOutput>
{
    public RegisterState InitialOf(string key) => default;

    public Step<RegisterState, RegisterOutput> Apply(RegisterState state, RegisterInput input) => input switch
    {
        RegisterInput.Read when state.Value is { } value =>
            new(state, new RegisterOutput.Present(value, state.Version)),
        RegisterInput.Read => new(state, new RegisterOutput.Absent()),
        RegisterInput.Write write => Written(state, write.Value),
        RegisterInput.CompareAndSet set when set.Expected != state.Version =>
            new(state, new RegisterOutput.Mismatch(state.Value, state.Version)),
        RegisterInput.CompareAndSet set => Written(state, set.Value),
        RegisterInput.Delete => new(default, new RegisterOutput.Deleted(state.Value)),
        _ => throw new UnreachableException(),
    };

    private static Step<RegisterState, RegisterOutput> Written(RegisterState state, string value)
    {
        var next = new RegisterState(value, state.Version + 1);
        return new(next, new RegisterOutput.Written(next.Version, state.Value));
    }
}
