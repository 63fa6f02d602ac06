package dev.varve.perf.jmh;

import dev.varve.protocol.frame.Frame;
import dev.varve.protocol.frame.FrameDecoder;
import dev.varve.protocol.frame.FrameEncoder;
import dev.varve.protocol.frame.FrameType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A frame through the encoder and the decoder, without TLS and socket. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class FramingBenchmark {
    /** Length of the payload. */
    @Param({"256", "65536", "1048576"})
    public int payloadBytes = 256;

    private final EmbeddedChannel sender = new EmbeddedChannel(FrameEncoder.INSTANCE);
    private final EmbeddedChannel receiver =
            new EmbeddedChannel(new FrameDecoder(FrameType.Side.CLIENT));
    private final ByteBuf payload = Unpooled.directBuffer(1 << 20).writeZero(1 << 20);
    private long sequence;

    @TearDown
    public void tearDown() {
        sender.finishAndReleaseAll();
        receiver.finishAndReleaseAll();
        payload.release();
    }

    /** There and in again. */
    @Benchmark
    public long roundTrip() {
        sender.writeOutbound(
                Frame.data(
                        FrameType.PUT_CHUNKS,
                        1,
                        sequence++,
                        payload.retainedSlice(0, payloadBytes)));
        ByteBuf bytes = sender.readOutbound();
        while (bytes != null) {
            receiver.writeInbound(bytes);
            bytes = sender.readOutbound();
        }
        Frame frame = receiver.readInbound();
        long arrived = frame.header().sequence();
        frame.release();
        return arrived;
    }
}
