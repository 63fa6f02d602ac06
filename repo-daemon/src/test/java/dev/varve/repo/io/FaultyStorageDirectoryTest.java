package dev.varve.repo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class FaultyStorageDirectoryTest extends StorageDirectoryContract {
    private final FaultyStorageDirectory directory = new FaultyStorageDirectory(1);

    @Override
    StorageDirectory directory() {
        return directory;
    }

    @Test
    void aCrashKeepsWhatWasSyncedAndAtMostWhatWasWritten() throws Exception {
        for (int seed = 0; seed < 100; seed++) {
            FaultyStorageDirectory faulty = new FaultyStorageDirectory(seed);
            StorageFile file = faulty.create("f/x");
            file.append(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            file.sync();
            faulty.syncFolder("f");
            file.append(ByteBuffer.wrap(new byte[] {4, 5, 6}));
            faulty.create("f/unsynced").close();
            faulty.crash();
            assertThat(faulty.bytes("f/x")).as("seed %d", seed).startsWith(1, 2, 3);
            assertThat(faulty.bytes("f/x").length).as("seed %d", seed).isBetween(3, 6);
            assertThatThrownBy(file::size).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aFullDiskTakesApartOfAWriteAndSaysSo() throws Exception {
        directory.capacity(2);
        StorageFile file = directory.create("x");
        assertThatThrownBy(() -> file.append(ByteBuffer.wrap(new byte[3])))
                .hasMessageContaining("No space left");
        assertThat(file.size()).isEqualTo(2);
        directory.capacity(100);
        file.append(ByteBuffer.wrap(new byte[3]));
    }

    @Test
    void aFileWhoseSyncFailedFailsEveryLaterSync() throws Exception {
        StorageFile file = directory.create("x");
        directory.failSyncAfter(0);
        assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
        assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
    }
}
