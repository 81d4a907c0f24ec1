using FsCheck;
using FsCheck.Fluent;
using Spare.Protocol.Agents;

namespace Spare.Protocol.Tests.Agents;

/// <summary>Frames out of a byte stream, however it was cut.</summary>
public sealed class FrameBufferTests
{
    [Fact]
    public void Gives_the_frames_however_the_stream_is_cut() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyArray<NonEmptyArray<byte>>>(), Arb.From(Gen.Choose(1, 50)),
        (contents, step) =>
        {
            var stream = contents.Get.SelectMany(content => FrameBuffer.Frame(content.Get)).ToArray();
            var buffer = new FrameBuffer(frameMaximum: 1000);
            var taken = new List<byte[]>();
            foreach (var piece in stream.Chunk(step))
            {
                piece.CopyTo(buffer.Space);
                buffer.Received(piece.Length);
                while (buffer.TryTake(out var content))
                {
                    taken.Add(content.ToArray());
                }
            }

            return taken.Count == contents.Get.Length
                && taken.Zip(contents.Get).All(pair => pair.First.SequenceEqual(pair.Second.Get));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0u)]
    [InlineData(1001u)]
    [InlineData(uint.MaxValue)]
    public void Fails_for_good_at_a_length_out_of_bounds(uint length)
    {
        var buffer = new FrameBuffer(frameMaximum: 1000);
        BitConverter.GetBytes(length).CopyTo(buffer.Space);
        buffer.Received(sizeof(uint));

        Assert.False(buffer.TryTake(out _));
        Assert.True(buffer.Failed);
    }

    [Fact]
    public void Does_not_grow_for_a_length_that_was_only_announced()
    {
        var buffer = new FrameBuffer(frameMaximum: 1_000_000_000);
        BitConverter.GetBytes(1_000_000_000).CopyTo(buffer.Space);
        buffer.Received(sizeof(uint));

        Assert.False(buffer.TryTake(out _));
        Assert.InRange(buffer.Space.Length, 1, 100_000);
    }

    [Fact]
    public void Takes_a_frame_of_the_maximum()
    {
        var buffer = new FrameBuffer(frameMaximum: 100_000);
        var frame = FrameBuffer.Frame(new byte[100_000]);
        for (var sent = 0; sent < frame.Length;)
        {
            var space = buffer.Space;
            var count = Math.Min(space.Length, frame.Length - sent);
            frame.AsMemory(sent, count).CopyTo(space);
            buffer.Received(count);
            sent += count;
        }

        Assert.True(buffer.TryTake(out var content));
        Assert.Equal(100_000, content.Length);
    }
}
