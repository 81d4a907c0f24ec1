using FsCheck;
using FsCheck.Fluent;

namespace Spare.Peers.Tests;

public sealed class FrameReaderTests
{
    private const int MessageMaximum = 300;

    [Fact]
    public void Reads_what_was_framed_whatever_the_pieces_it_arrives_in() =>
        Prop.ForAll((byte[][] messages, PositiveInt piece) =>
        {
            var frames = new FrameBuffer(1 << 20);
            var framed = messages.Select(message => message.AsSpan(0, Math.Min(message.Length, MessageMaximum)).ToArray()).ToArray();
            Assert.All(framed, message => Assert.True(frames.TryAppend(message)));
            using var stream = new PieceStream(frames.Take().ToArray(), piece.Get);
            var reader = new FrameReader(stream, MessageMaximum);

            Assert.All(framed, message => Assert.Equal(message, Read(reader)));
            Assert.Null(Read(reader));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Survives_any_bytes() =>
        Prop.ForAll((byte[] bytes, PositiveInt piece) =>
        {
            using var stream = new PieceStream(bytes, piece.Get);
            var reader = new FrameReader(stream, MessageMaximum);
            try
            {
                while (Read(reader) is { } message)
                {
                    Assert.True(message.Length <= MessageMaximum);
                }
            }
            catch (InvalidDataException)
            {
                // The one way to say no.
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Takes_no_more_than_the_bound()
    {
        var frames = new FrameBuffer(100);

        Assert.True(frames.TryAppend(new byte[46]));
        Assert.True(frames.TryAppend(new byte[46]));
        Assert.False(frames.TryAppend([]));
        Assert.Equal(100, frames.Take().Length);
        Assert.True(frames.TryAppend(new byte[96]));
    }

    private static byte[]? Read(FrameReader reader) => reader.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();

    private sealed class PieceStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, piece)], cancellationToken);
    }
}
