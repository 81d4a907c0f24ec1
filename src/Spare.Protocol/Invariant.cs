using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Spare.Protocol;

/// <summary>
/// Checks of our own state that stay on in Release builds. A broken one takes the daemon down: a crashed replica
/// manager is a fault that the protocol tolerates, a confused one is not. Never used on what a peer or client sent.
/// </summary>
public static class Invariant
{
    /// <exception cref="InvariantBrokenException">The condition does not hold.</exception>
    public static void Holds(
        [DoesNotReturnIf(false)] bool condition,
        [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        if (!condition)
        {
            throw new InvariantBrokenException(expression);
        }
    }
}

/// <summary>A broken invariant: a defect of Spare itself.</summary>
public sealed class InvariantBrokenException(string expression) : Exception($"Broken invariant: {expression}.");
