package dev.varve.repo.store.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.MemoryIndex;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.io.FileStorageDirectory;
import dev.varve.repo.io.StorageDirectory;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What comes just before a segment is made or deleted, and just after. */
class SegmentDeletionTest {
    private static final int VAULT = 3;
    private static final SegmentSettings SETTINGS =
            new SegmentSettings(4 << 10, Duration.ofMinutes(5), 8 << 20, 0, 1L << 30, 4, 256 << 10);

    @TempDir Path folder;

    private final SplittableRandom random = new SplittableRandom(5);
    private @Nullable Before before;

    /** Runs before the directory does what it was called for. */
    private interface Before {
        void call(String method) throws Exception;
    }

    private SegmentStore open() throws IOException {
        StorageDirectory real = new FileStorageDirectory(folder);
        StorageDirectory watched =
                (StorageDirectory)
                        Proxy.newProxyInstance(
                                StorageDirectory.class.getClassLoader(),
                                new Class<?>[] {StorageDirectory.class},
                                (proxy, method, arguments) -> {
                                    Before now = before;
                                    if (now != null) {
                                        now.call(method.getName());
                                    }
                                    try {
                                        return method.invoke(real, arguments);
                                    } catch (InvocationTargetException e) {
                                        throw e.getCause();
                                    }
                                });
        SegmentStore store =
                SegmentStore.open(
                        watched, new Uid(1, 2), new MemoryIndex(), SETTINGS, System::nanoTime);
        store.start((record, batch) -> {}, vault -> null);
        return store;
    }

    private List<Id> append(SegmentStore store) throws Exception {
        List<Id> ids = TestRuns.ids(random, 2);
        store.append(VAULT, TestRuns.run(List.of(TestRuns.chunks(random, 6000, ids)))).get();
        return ids;
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "looks at open files in /proc")
    void aReaderThatComesJustBeforeTheEndOfASegmentDoesNotKeepItsRoomOnTheDisk() throws Exception {
        try (SegmentStore store = open()) {
            List<Id> ids = append(store);
            append(store);
            long segment = store.segments().getFirst().segmentId();
            before =
                    method -> {
                        if (method.equals("delete")) {
                            store.read(ObjectKind.CHUNK, VAULT, ids.getFirst());
                        }
                    };

            store.delete(segment);

            assertThat(deletedButOpen()).isEmpty();
            assertThat(store.read(ObjectKind.CHUNK, VAULT, ids.getFirst()))
                    .isInstanceOf(ReadResult.Damaged.class);
        }
    }

    @Test
    void aSegmentThatIsBeingMadeIsNotBelowWhatASessionOpenedMeanwhileMayWriteTo() throws Exception {
        List<Long> lowest = new ArrayList<>();
        try (SegmentStore store = open()) {
            append(store);
        }
        try (SegmentStore store = open()) {
            before =
                    method -> {
                        if (method.equals("create")) {
                            lowest.add(store.lowestOpen(VAULT));
                        }
                    };
            append(store);

            assertThat(lowest).hasSize(1);
            assertThat(lowest.getFirst())
                    .isLessThanOrEqualTo(store.segments().getLast().segmentId());
        }
    }

    private List<Path> deletedButOpen() throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            for (Path each : open.toList()) {
                try {
                    Path file = Files.readSymbolicLink(each);
                    if (file.startsWith(folder) && file.toString().endsWith("(deleted)")) {
                        found.add(file);
                    }
                } catch (NoSuchFileException e) {
                    // Closed meanwhile.
                }
            }
        }
        return found;
    }
}
