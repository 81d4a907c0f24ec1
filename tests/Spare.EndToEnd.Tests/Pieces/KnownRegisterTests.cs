using Spare.Lab.Clients;

namespace Spare.EndToEnd.Tests.Pieces;

/// <summary>What the checking clients accept, and what they find to be wrong.</summary>
public sealed class KnownRegisterTests
{
    private readonly KnownRegister register = new();

    [Fact]
    public void Answers_in_their_order_are_possible()
    {
        Assert.True(register.CanHaveRead(value: null, version: 0));
        Assert.True(register.CanHaveWritten("a", version: 1, old: null));
        Assert.True(register.CanHaveRead("a", version: 1));
        Assert.True(register.CanHaveWritten("b", version: 2, old: "a"));
        Assert.True(register.CanHaveRead("b", version: 2));
    }

    [Theory]
    [InlineData(null, 0)] // It was lost.
    [InlineData("a", 2)] // It was executed twice.
    [InlineData("x", 1)] // Nobody wrote it.
    public void A_read_after_a_write_gives_what_was_written(string? value, long version)
    {
        Assert.True(register.CanHaveWritten("a", version: 1, old: null));

        Assert.False(register.CanHaveRead(value, version));
        Assert.Equal(["a (version 1)"], register.Possible);
    }

    [Fact]
    public void An_old_value_is_not_possible_once_the_next_one_was_answered()
    {
        Assert.True(register.CanHaveWritten("a", version: 1, old: null));
        Assert.True(register.CanHaveWritten("b", version: 2, old: "a"));

        Assert.False(register.CanHaveRead("a", version: 1));
        Assert.False(register.CanHaveWritten("c", version: 3, old: "a"));
    }

    [Fact]
    public void A_write_without_an_answer_may_have_happened_or_not()
    {
        Assert.True(register.CanHaveWritten("a", version: 1, old: null));
        register.LeaveOpen("b");

        Assert.Equal(["a (version 1)", "b (version 2)"], register.Possible.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_write_without_an_answer_may_happen_later_but_once_only()
    {
        register.LeaveOpen("a");
        Assert.True(register.CanHaveWritten("b", version: 1, old: null));
        Assert.True(register.CanHaveRead("b", version: 1));
        Assert.True(register.CanHaveRead("a", version: 2));
        Assert.True(register.CanHaveWritten("c", version: 3, old: "a"));

        Assert.False(register.CanHaveRead("a", version: 4));
    }

    [Fact]
    public void A_write_that_was_seen_to_have_happened_is_not_undone()
    {
        register.LeaveOpen("a");
        Assert.True(register.CanHaveRead("a", version: 1));

        Assert.False(register.CanHaveRead(value: null, version: 0));
    }
}
