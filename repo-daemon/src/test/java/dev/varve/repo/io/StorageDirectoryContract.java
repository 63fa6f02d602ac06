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
import org.junit.jupiter.api.Test;

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
}
