package dev.varve.repo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every directory promises, the real one and the faulty one. */
abstract class StorageDirectoryContract {
    abstract StorageDirectory directory() throws IOException;

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String read(StorageFile file, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        int count = file.read(bytes, offset);
        assertThat(bytes.position()).isEqualTo(count);
        return new String(bytes.array(), 0, count, StandardCharsets.UTF_8);
    }

    @Test
    void whatIsAppendedIsReadAtItsPlaceAndEndsWithTheFile() throws Exception {
        StorageDirectory directory = directory();
        directory.createFolder("a/b");
        try (StorageFile file = directory.create("a/b/file")) {
            ByteBuffer first = text("first ");
            file.append(first, text("second "));
            assertThat(first.position()).isZero();
            file.append(text("third"));
            assertThat(file.size()).isEqualTo(18);
            assertThat(read(file, 6, 6)).isEqualTo("second");
            assertThat(read(file, 13, 100)).isEqualTo("third");
            assertThat(read(file, 18, 1)).isEmpty();
            assertThat(read(file, 1000, 1)).isEmpty();
            file.sync();
        }
        assertThat(directory.size("a/b/file")).isEqualTo(18);
    }

    @Test
    void anOpenedFileIsAppendedToAtItsEndAndCutWhereAsked() throws Exception {
        StorageDirectory directory = directory();
        directory.createFolder("f");
        try (StorageFile file = directory.create("f/x")) {
            file.append(text("0123456789"));
        }
        try (StorageFile file = directory.open("f/x");
                StorageFile reader = directory.openForReading("f/x")) {
            file.truncate(4);
            file.append(text("abc"));
            file.sync();
            assertThat(read(file, 0, 20)).isEqualTo("0123abc");
            assertThat(read(reader, 2, 20)).isEqualTo("23abc");
            assertThat(reader.size()).isEqualTo(7);
            assertThatThrownBy(() -> reader.append(text("no"))).isNotNull();
        }
    }

    @Test
    void namesAreTakenFoundRenamedAndDeleted() throws Exception {
        StorageDirectory directory = directory();
        directory.createFolder("f");
        assertThat(directory.list("none")).isEmpty();
        directory.create("f/b").close();
        directory.create("f/a").close();
        assertThat(directory.list("f")).containsExactly("a", "b");
        assertThatThrownBy(() -> directory.create("f/a"))
                .isInstanceOf(FileAlreadyExistsException.class);
        directory.rename("f/a", "f/b");
        directory.syncFolder("f");
        assertThat(directory.list("f")).containsExactly("b");
        assertThat(directory.exists("f/a")).isFalse();
        directory.delete("f/b");
        directory.syncFolder("f");
        assertThat(directory.exists("f/b")).isFalse();
        assertThatThrownBy(() -> directory.open("f/b")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> directory.openForReading("f/b"))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aLockIsHeldOnceAndFreeAgainWhenClosed() throws Exception {
        StorageDirectory directory = directory();
        StorageLock lock = directory.lock("lock");
        assertThatThrownBy(() -> directory.lock("lock"))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.REPOSITORY_IN_USE));
        lock.close();
        directory.lock("lock").close();
    }

    @Test
    void theDiskSaysHowMuchRoomThereIs() throws Exception {
        assertThat(directory().freeBytes()).isPositive();
        assertThat(directory().totalBytes()).isGreaterThanOrEqualTo(directory().freeBytes());
    }

    /** Large appends may take another way to the disk than small ones. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void appendsAndCutsOfAnySizeLeaveWhatTheyShould(long seed) throws Exception {
        Random random = new Random(seed);
        StorageDirectory directory = directory();
        directory.createFolder("f");
        byte[] expected = new byte[24 << 20];
        int end = 0;
        try (StorageFile file = directory.create("f/x")) {
            for (int step = 0; step < 60; step++) {
                int kind = random.nextInt(10);
                if (kind == 0) {
                    end = end == 0 ? 0 : random.nextInt(end);
                    file.truncate(end);
                } else if (kind < 3) {
                    file.sync();
                    assertHolds(directory, expected, end);
                } else {
                    byte[] bytes = new byte[size(random)];
                    random.nextBytes(bytes);
                    int cut = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
                    file.append(
                            ByteBuffer.wrap(bytes, 0, cut),
                            ByteBuffer.wrap(bytes, cut, bytes.length - cut));
                    System.arraycopy(bytes, 0, expected, end, bytes.length);
                    end += bytes.length;
                }
                assertThat(file.size()).isEqualTo(end);
                assertHolds(file, expected, end);
            }
        }
        assertHolds(directory, expected, end);
    }

    private static int size(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(100);
            case 1 -> random.nextInt(100_000);
            case 2 -> random.nextInt(400_000);
            default -> 4096 * random.nextInt(64);
        };
    }

    private static void assertHolds(StorageDirectory directory, byte[] expected, int end)
            throws IOException {
        try (StorageFile reader = directory.openForReading("f/x")) {
            assertHolds(reader, expected, end);
        }
    }

    private static void assertHolds(StorageFile file, byte[] expected, int end) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(end + 1);
        assertThat(file.read(bytes, 0)).isEqualTo(end);
        assertThat(bytes.flip().mismatch(ByteBuffer.wrap(expected, 0, end))).isEqualTo(-1);
    }
}
