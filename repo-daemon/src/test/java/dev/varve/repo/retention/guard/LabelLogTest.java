package dev.varve.repo.retention.guard;

import static dev.varve.repo.retention.guard.GuardKit.REPOSITORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.message.LockMode;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.io.inode.Inode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelLogTest {
    private static final SegmentRef ONE = new SegmentRef(SegmentFolder.DATA, 1);
    private static final SegmentRef TWO = new SegmentRef(SegmentFolder.META, 2);
    private static final Lock LOCK = new Lock(LockMode.LOCK_MODE_COMPLIANCE, 77);

    @RegisterExtension final ClearFlags flags = new ClearFlags();
    @TempDir Path data = Path.of("");

    @BeforeEach
    void watch() {
        flags.watch(data);
    }

    /** The golden file was made by another program, from docs/formats/guard.md. */
    @Test
    void theFirstVersionIsReadForEver() throws IOException {
        Files.createDirectories(data.resolve("guard"));
        try (InputStream golden =
                LabelLogTest.class.getResourceAsStream("/golden/guard-labels-v1.bin")) {
            Files.write(
                    data.resolve("guard/labels"), Objects.requireNonNull(golden).readAllBytes());
        }

        try (LabelLog log = open(REPOSITORY)) {
            assertThat(log.damaged()).isFalse();
            assertThat(log.segments().all())
                    .containsExactly(
                            Map.entry(
                                    ONE,
                                    new SealedSegments.Entry(
                                            new Lock(LockMode.LOCK_MODE_COMPLIANCE, 1000), false)));
        }
    }

    @Test
    void whatWasAppendedIsThereAfterAReopening() throws IOException {
        append(LogRecord.Kind.SEALED, ONE);
        append(LogRecord.Kind.SEALED, TWO);
        append(LogRecord.Kind.RELEASED, TWO);

        try (LabelLog log = open(REPOSITORY)) {
            assertThat(log.damaged()).isFalse();
            assertThat(log.segments().find(ONE)).contains(new SealedSegments.Entry(LOCK, false));
            assertThat(log.segments().size()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 47})
    void aTornRecordIsPassedOverOnceAndForAll(int missing) throws IOException {
        append(LogRecord.Kind.SEALED, ONE);
        append(LogRecord.Kind.SEALED, TWO);
        rewrite(bytes -> Arrays.copyOf(bytes, bytes.length - missing));

        append(LogRecord.Kind.EXTENDED, ONE);
        append(LogRecord.Kind.SEALED, TWO);

        try (LabelLog log = open(REPOSITORY)) {
            assertThat(log.damaged()).isFalse();
            assertThat(log.segments().all()).containsOnlyKeys(ONE, TWO);
        }
    }

    @Test
    void aDamagedRecordInTheMiddleIsNeverPassedOver() throws IOException {
        append(LogRecord.Kind.SEALED, ONE);
        append(LogRecord.Kind.SEALED, TWO);
        rewrite(bytes -> {
            bytes[20] ^= 1;
            return bytes;
        });

        append(LogRecord.Kind.SEALED, TWO);

        try (LabelLog log = open(REPOSITORY)) {
            assertThat(log.damaged()).isTrue();
        }
    }

    @Test
    void recordsThatWereTakenOutAreMissed() throws IOException {
        for (int i = 1; i <= 4; i++) {
            append(LogRecord.Kind.SEALED, new SegmentRef(SegmentFolder.DATA, i));
        }
        rewrite(bytes -> {
            byte[] cut = Arrays.copyOf(bytes, bytes.length - LogRecord.LENGTH);
            System.arraycopy(
                    bytes, 2 * LogRecord.LENGTH, cut, LogRecord.LENGTH, 2 * LogRecord.LENGTH);
            return cut;
        });

        try (LabelLog log = open(REPOSITORY)) {
            assertThat(log.damaged()).isTrue();
        }
    }

    @Test
    void theLogOfAnotherRepositoryIsNotBelieved() throws IOException {
        append(LogRecord.Kind.SEALED, ONE);
        append(LogRecord.Kind.SEALED, TWO);

        try (LabelLog log = open(new Uid(1, 2))) {
            assertThat(log.damaged()).isTrue();
            assertThat(log.segments().size()).isZero();
        }
    }

    @Test
    void noSecondHelperOpensIt() throws IOException {
        try (LabelLog _ = open(REPOSITORY)) {
            assertThatThrownBy(() -> open(REPOSITORY)).hasMessageContaining("another helper");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverIsCutOffNoAcknowledgedLabelIsShortenedUnnoticed(long seed) throws IOException {
        Random random = new Random(seed);
        Map<SegmentRef, Lock> model = new HashMap<>();
        for (int round = 0; round < 12; round++) {
            try (LabelLog log = open(REPOSITORY)) {
                assertThat(log.damaged()).isFalse();
                model.forEach((segment, lock) ->
                        assertThat(log.segments().find(segment).get().lock()).isEqualTo(lock));
                for (int i = random.nextInt(5); i >= 0; i--) {
                    SegmentRef segment = new SegmentRef(SegmentFolder.DATA, 1 + random.nextInt(6));
                    Lock lock = new Lock(LockMode.LOCK_MODE_GOVERNANCE, random.nextInt(1000));
                    log.append(LogRecord.Kind.SEALED, segment, lock, 0);
                    model.merge(segment, lock, Lock::join);
                }
            }
            // A crash in the middle of the next append, which nobody was told of.
            byte[] torn = new byte[random.nextInt(LogRecord.LENGTH)];
            random.nextBytes(torn);
            rewrite(bytes -> {
                byte[] longer = Arrays.copyOf(bytes, bytes.length + torn.length);
                System.arraycopy(torn, 0, longer, bytes.length, torn.length);
                return longer;
            });
        }
    }

    private interface Change {
        byte[] of(byte[] bytes);
    }

    private void rewrite(Change change) throws IOException {
        Commands.run("chattr", "-R", "-f", "-i", "-a", data.toString());
        Path file = data.resolve("guard/labels");
        Files.write(file, change.of(Files.readAllBytes(file)));
    }

    private void append(LogRecord.Kind kind, SegmentRef segment) throws IOException {
        try (LabelLog log = open(REPOSITORY)) {
            log.append(kind, segment, LOCK, 0);
        }
    }

    private LabelLog open(Uid repositoryId) throws IOException {
        try (Inode root = Inode.folder(data)) {
            return LabelLog.open(root, repositoryId);
        }
    }
}
