using Spare.Linearizability.Histories;
using Spare.Linearizability.Registers;

namespace Spare.Linearizability.Tests.Generated;

/// <summary>
/// Histories that every client alone finds in order, and that are wrong all the same: readers live in the past. A
/// checker that does not look at returns takes them for good.
/// </summary>
public sealed class SequentialConsistencyTests
{
    private const int Seeds = 200;
    private const int Writes = 12;
    private const int Readers = 3;
    private const int ReadsOfEach = 6;
    private const int Delayed = 1_000;

    [Fact]
    public void Readers_that_see_the_past_are_found()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var order = DrawOrder(new Random(seed)).ToArray();
            var history = Delay(order);

            Assert.Equal(RunInOrder(order), order.Select(operation => operation.Completion?.Output));
            Assert.IsType<CheckResult.Violated>(LinearizabilityChecker.Check(new RegisterModel(), history));
            Assert.IsType<CheckResult.Linearizable>(LinearizabilityChecker.Check(
                new RegisterModel(), new History<RegisterInput, RegisterOutput>(order)));
        }
    }

    /// <summary>One writer, and readers that all see something before its last write.</summary>
    private static IEnumerable<Operation<RegisterInput, RegisterOutput>> DrawOrder(Random random)
    {
        var places = Enumerable.Range(0, Readers * ReadsOfEach)
            .Select(read => (Write: random.Next(Writes - 1), Reader: 1 + (read % Readers)))
            .ToLookup(place => place.Write, place => place.Reader);
        var state = new RegisterModel().InitialOf("x");
        var now = 0;
        for (var write = 0; write < Writes; write++)
        {
            yield return Next(0, new RegisterInput.Write($"{write}"));
            foreach (var reader in places[write])
            {
                yield return Next(reader, new RegisterInput.Read());
            }
        }

        Operation<RegisterInput, RegisterOutput> Next(int client, RegisterInput input)
        {
            (state, var output) = new RegisterModel().Apply(state, input);
            return new(client, "x", input, now++, new(output, now++));
        }
    }

    /// <summary>Every reader does the same in the same order, after the writer has ended.</summary>
    private static History<RegisterInput, RegisterOutput> Delay(Operation<RegisterInput, RegisterOutput>[] order) =>
        new(order.Select(operation => operation is { Client: > 0, Completion: { } completion }
            ? operation with
            {
                Call = operation.Call + Delayed,
                Completion = completion with { Return = completion.Return + Delayed },
            }
            : operation));

    private static IEnumerable<RegisterOutput> RunInOrder(IEnumerable<Operation<RegisterInput, RegisterOutput>> order)
    {
        var state = new RegisterModel().InitialOf("x");
        foreach (var operation in order)
        {
            (state, var output) = new RegisterModel().Apply(state, operation.Input);
            yield return output;
        }
    }
}
