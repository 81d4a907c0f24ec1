using System.Diagnostics;

namespace Spare.Linearizability.Registers;

/// <summary>A counter of examples/register, <c>/counter/NAME</c>. The answer is its number after the operation.</summary>
public sealed class CounterModel : IModel<long, CounterInput, long>
{
    public long InitialOf(string key) => 0;

    public Step<long, long> Apply(long state, CounterInput input) => input switch
    {
        CounterInput.Read => new(state, state),
        CounterInput.Increment => new(state + 1, state + 1),
        _ => throw new UnreachableException(),
    };
}

/// <summary>GET, and POST, which adds 1.</summary>
public enum CounterInput
{
    Read,
    Increment,
}
