package dev.varve.repo.store.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.MemoryIndex;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.io.FaultyStorageDirectory;
import dev.varve.repo.store.segment.RecordStore.CheckDepth;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * A segment of format version 1 as it was written when the version was made. It must be readable
 * for ever; a later version gets a file of its own.
 */
class GoldenSegmentTest {
    private static final Uid REPOSITORY = new Uid(0x0123456789abcdefL, 0x0fedcba987654321L);
    private static final String FILE = "segments/meta/0000000000000001.seg";
    private static final int VAULT = 3;
    private static final Id FIRST = new Id(1, 2, 3, 4);
    private static final Id SECOND = new Id(5, 6, 7, 8);

    private static byte[] golden() throws IOException {
        try (InputStream in =
                GoldenSegmentTest.class.getResourceAsStream("/golden/segment-v1.seg")) {
            return Objects.requireNonNull(in, "golden file").readAllBytes();
        }
    }

    /** What is in the golden file, written by today's code. */
    static byte[] written() throws Exception {
        FaultyStorageDirectory directory = new FaultyStorageDirectory(0);
        try (SegmentStore store = open(directory)) {
            store.start((record, batch) -> {}, vault -> null);
            RecordRun run =
                    new RecordRun.Builder()
                            .add(RecordType.NODE, FIRST, 5, text("alpha"))
                            .add(RecordType.NODE, SECOND, 11, text("beta, gamma"))
                            .build();
            store.append(VAULT, run).get();
        }
        return directory.bytes(FILE);
    }

    private static SegmentStore open(FaultyStorageDirectory directory) throws IOException {
        return SegmentStore.open(
                directory,
                REPOSITORY,
                new MemoryIndex(),
                SegmentSettings.defaults(),
                System::nanoTime);
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theGoldenSegmentIsReadWhole() throws Exception {
        FaultyStorageDirectory directory = new FaultyStorageDirectory(0);
        directory.replace(FILE, golden());
        try (SegmentStore store = open(directory)) {
            assertThat(store.start((record, batch) -> {}, vault -> null).recordsApplied())
                    .isEqualTo(2);
            assertThat(store.check(1, CheckDepth.DATA).findings()).isEmpty();
            for (Id id : List.of(FIRST, SECOND)) {
                ReadResult.Found found = (ReadResult.Found) store.read(ObjectKind.NODE, VAULT, id);
                String payload = StandardCharsets.UTF_8.decode(found.record().payload()).toString();
                assertThat(payload).isEqualTo(id.equals(FIRST) ? "alpha" : "beta, gamma");
            }
        }
    }

    @Test
    void todaysWriterMakesTheSameBytes() throws Exception {
        assertThat(written()).isEqualTo(golden());
    }
}
