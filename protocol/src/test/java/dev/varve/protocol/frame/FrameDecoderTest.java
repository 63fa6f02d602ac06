package dev.varve.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.varve.protocol.error.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The decoder, given good bytes in any pieces and bad bytes of all kinds. */
class FrameDecoderTest {
    private static final int ROUNDS = 3000;

    @Test
    void framesComeOutWholeHoweverTheyAreSplit() {
        byte[] stream = traffic();
        List<String> whole = decode(List.of(stream));
        assertThat(whole).isNotEmpty();

        for (int cut = 1; cut < stream.length; cut++) {
            assertThat(
                            decode(
                                    List.of(
                                            Arrays.copyOf(stream, cut),
                                            Arrays.copyOfRange(stream, cut, stream.length))))
                    .as("cut at %d", cut)
                    .isEqualTo(whole);
        }
    }

    @Test
    void framesComeOutWholeByteByByte() {
        byte[] stream = traffic();
        List<byte[]> bytes = new ArrayList<>();
        for (byte one : stream) {
            bytes.add(new byte[] {one});
        }

        assertThat(decode(bytes)).isEqualTo(decode(List.of(stream)));
    }

    @Test
    void aStreamCutShortGivesTheFramesBeforeTheCut() {
        byte[] stream = traffic();
        List<String> whole = decode(List.of(stream));

        for (int cut = 0; cut < stream.length; cut += 7) {
            List<String> part = decode(List.of(Arrays.copyOf(stream, cut)));

            assertThat(part).isEqualTo(whole.subList(0, part.size()));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void changedBytesGiveFramesOrAProtocolException(long seed) {
        Random random = new Random(seed);
        byte[] stream = traffic();
        for (int round = 0; round < ROUNDS; round++) {
            byte[] changed = stream.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            decode(List.of(changed)); // fails by itself on any other exception
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void headersOfRandomBytesAreRefused(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            assertThat(decode(List.of(bytes))).isEmpty();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void everyParserTakesAnythingOrRefusesIt(long seed) {
        Random random = new Random(seed);
        List<byte[]> messages =
                Arrays.stream(FrameType.values())
                        .map(WireFixtures::message)
                        .filter(java.util.Objects::nonNull)
                        .map(MessageLite::toByteArray)
                        .toList();
        for (Parser<? extends MessageLite> parser : WireFixtures.parsers()) {
            for (int round = 0; round < 200; round++) {
                byte[] bytes = messages.get(random.nextInt(messages.size())).clone();
                if (bytes.length > 0) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                    bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
                }
                parse(parser, bytes);
            }
        }
    }

    private static void parse(Parser<? extends MessageLite> parser, byte[] bytes) {
        Frame frame = Frame.data(FrameType.COMMIT, 0, 1, Unpooled.wrappedBuffer(bytes));
        try {
            assertThat((Object) frame.parse(parser)).isNotNull();
        } catch (ProtocolException refused) {
            assertThat(refused).hasMessageContaining("does not parse");
        } finally {
            frame.release();
        }
    }

    /** One frame of each type that a client sends. */
    private static byte[] traffic() {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        WireFixtures.all()
                .forEach((type, bytes) -> {
                    if (type.sentBy(FrameType.Side.CLIENT)) {
                        stream.writeBytes(bytes);
                    }
                });
        return stream.toByteArray();
    }

    /** What came out; ends at the first refusal. */
    private static List<String> decode(List<byte[]> pieces) {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(FrameType.Side.CLIENT));
        List<String> frames = new ArrayList<>();
        for (byte[] piece : pieces) {
            ByteBuf bytes = Unpooled.copiedBuffer(piece);
            channel.pipeline().fireChannelRead(bytes);
            assertThat(piece.length == 0 ? 0 : bytes.refCnt()).isZero();
        }
        while (channel.readInbound() instanceof Frame frame) {
            frames.add(frame.header() + " " + ByteBufUtil.hexDump(frame.payload()));
            frame.release();
        }
        try {
            channel.checkException();
        } catch (Exception e) {
            assertThat(e).isInstanceOf(ProtocolException.class);
        }
        channel.finishAndReleaseAll();
        return frames;
    }
}
