package dev.varve.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import io.netty.buffer.Unpooled;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The bytes of every frame, as {@code wire/v1/*.hex} keeps them for ever. A difference means that
 * clients and daemons of different releases no longer understand each other.
 */
class WireFixtureTest {
    private static final Map<FrameType, byte[]> WRITTEN = WireFixtures.all();

    @ParameterizedTest
    @EnumSource(FrameType.class)
    void isWrittenAsItWas(FrameType type) throws Exception {
        assertThat(HexFormat.of().formatHex(WRITTEN.get(type))).isEqualTo(golden(type));
    }

    @ParameterizedTest
    @EnumSource(FrameType.class)
    void isReadAsItWas(FrameType type) throws Exception {
        byte[] bytes = HexFormat.of().parseHex(golden(type));

        FrameHeader header = FrameHeader.read(Unpooled.wrappedBuffer(bytes), 0);

        assertThat(header.type()).isEqualTo(type);
        assertThat(header.payloadLength()).isEqualTo(bytes.length - FrameHeader.LENGTH);
        MessageLite message = WireFixtures.message(type);
        if (message != null) {
            Frame frame =
                    new Frame(
                            header,
                            Unpooled.wrappedBuffer(
                                    bytes, FrameHeader.LENGTH, header.payloadLength()));
            assertThat((Object) frame.parse(message.getParserForType())).isEqualTo(message);
        }
    }

    private static String golden(FrameType type) throws Exception {
        String name = "/wire/v1/" + type.name().toLowerCase(java.util.Locale.ROOT) + ".hex";
        try (InputStream file = WireFixtureTest.class.getResourceAsStream(name)) {
            assertThat(file).as(name).isNotNull();
            return new String(file.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", "");
        }
    }
}
