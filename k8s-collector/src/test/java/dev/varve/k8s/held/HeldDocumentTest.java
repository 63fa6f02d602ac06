package dev.varve.k8s.held;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a point keeps of an application, version 1. */
class HeldDocumentTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final HeldDocument GOLDEN =
            new HeldDocument(
                    HeldDocument.FORMAT,
                    "shop",
                    "db-0",
                    "postgres",
                    "postgresql",
                    "held",
                    "frozen",
                    "data-db-0",
                    "pgdata",
                    List.of("postmaster.pid", "pg_replslot/*"),
                    List.of("backup_label"),
                    "Start it.",
                    "psql -c 'SELECT 1'",
                    "");

    @Test
    void theGoldenFileSaysWhatItDid() throws IOException {
        assertThat(HeldDocument.parse(bytes(golden()))).isEqualTo(GOLDEN);
        assertThat(JSON.readTree(GOLDEN.toJson())).isEqualTo(golden());
        assertThat(GOLDEN.restore().remove()).isEqualTo(GOLDEN.remove());
    }

    @Test
    void whatIsNotUnderstoodIsRefusedForItMayBeWhatKeepsTheDataSound() throws IOException {
        assertRefused("format", "varve-held-2", "is of format varve-held-2");
        assertRefused("directory", "../etc", "not below a volume");
        assertRefused("directory", "/etc", "not below a volume");
        ObjectNode without = golden();
        without.remove("remove");
        assertThatThrownBy(() -> HeldDocument.parse(bytes(without)))
                .isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> HeldDocument.parse("no JSON".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ProtocolException.class);
    }

    private static void assertRefused(String field, String value, String why) throws IOException {
        ObjectNode other = golden();
        other.put(field, value);
        assertThatThrownBy(() -> HeldDocument.parse(bytes(other)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(why);
    }

    private static byte[] bytes(ObjectNode document) {
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode golden() throws IOException {
        try (InputStream in =
                HeldDocumentTest.class.getResourceAsStream("/golden/held-application-v1.json")) {
            return (ObjectNode) JSON.readTree(Objects.requireNonNull(in));
        }
    }
}
