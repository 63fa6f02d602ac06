package dev.varve.protocol.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** The golden payloads were made by another program from docs/formats/node.md. */
class NodeTest {
    private static final Map<String, Node> GOLDEN =
            Map.of(
                    "block-root", BlockRoot.of(65536, 4L << 30, id(1)),
                    "block-page", new BlockPage(0, List.of(id(1), Id.ZERO, id(2))),
                    "tree-page", treePage(),
                    "tree-index",
                            new TreeIndex(
                                    1,
                                    List.of(
                                            new TreeIndex.Child(9, id(7)),
                                            new TreeIndex.Child(0x8000000000000001L, id(8)))),
                    "chunk-list",
                            new ChunkList(
                                    0,
                                    List.of(
                                            new ChunkList.Part(id(9), 1000),
                                            new ChunkList.Part(Id.ZERO, 1L << 33),
                                            new ChunkList.Part(id(10), 77))));

    private static TreePage treePage() {
        return new TreePage(
                true,
                List.of(
                        new TreePage.Entry(1, TreePage.Refers.NOTHING, List.of()),
                        new TreePage.Entry(2, TreePage.Refers.CHUNKS, List.of(id(3), id(4))),
                        new TreePage.Entry(
                                0x7000000000000000L, TreePage.Refers.CHUNK_LIST, List.of(id(5))),
                        new TreePage.Entry(
                                0xF000000000000000L, TreePage.Refers.DIRECTORY, List.of(id(6)))),
                "sealed body".getBytes(StandardCharsets.UTF_8));
    }

    private static Id id(int first) {
        byte[] bytes = new byte[Id.LENGTH];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return Id.at(bytes, 0);
    }

    private static byte[] bytes(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(payload.position(), bytes);
        return bytes;
    }

    /** The payload, then its SHA-256. */
    private static List<String> golden(String name) throws IOException {
        try (InputStream file =
                Objects.requireNonNull(
                        NodeTest.class.getResourceAsStream("/node/v1/" + name + ".hex"))) {
            return new String(file.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
        }
    }

    @Test
    void everyKindIsWrittenAsItsGoldenPayload() throws IOException {
        for (Map.Entry<String, Node> each : GOLDEN.entrySet()) {
            ByteBuffer payload = each.getValue().encode();

            List<String> golden = golden(each.getKey());
            assertThat(HexFormat.of().formatHex(bytes(payload)))
                    .as(each.getKey())
                    .isEqualTo(golden.get(0));
            assertThat(Node.idOf(payload)).hasToString(golden.get(1));
        }
    }

    @Test
    void everyGoldenPayloadIsRead() throws IOException {
        for (Map.Entry<String, Node> each : GOLDEN.entrySet()) {
            byte[] payload = HexFormat.of().parseHex(golden(each.getKey()).get(0));

            assertThat(Node.decode(ByteBuffer.wrap(payload))).isEqualTo(each.getValue());
        }
    }

    @Test
    void aPayloadCutShortAnywhereIsRefused() {
        for (Node node : GOLDEN.values()) {
            ByteBuffer payload = node.encode();
            for (int length = 0; length < payload.limit(); length++) {
                ByteBuffer cut = payload.slice(0, length);

                assertThatThrownBy(() -> Node.decode(cut)).isInstanceOf(ProtocolException.class);
            }
        }
    }

    @RepeatedTest(10)
    void anyBytesAreANodeThatIsWrittenTheSameOrRefused(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        List<Node> nodes = new ArrayList<>(new TreeMap<>(GOLDEN).values());
        for (int i = 0; i < 5000; i++) {
            byte[] bytes = bytes(nodes.get(random.nextInt(nodes.size())).encode());
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                int at = random.nextInt(random.nextBoolean() ? 16 : bytes.length);
                bytes[at] = (byte) random.nextInt();
            }
            try {
                ByteBuffer again = Node.decode(ByteBuffer.wrap(bytes)).encode();
                assertThat(again.limit()).as("seed %d", seed).isEqualTo(bytes.length);
            } catch (ProtocolException e) {
                assertThat(e.getMessage()).as("seed %d", seed).isNotBlank();
            }
        }
    }
}
