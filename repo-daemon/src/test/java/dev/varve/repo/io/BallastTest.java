package dev.varve.repo.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class BallastTest {
    private static final long CAPACITY_BYTES = 160 << 20;
    private static final long HELD_BYTES = 10 << 20;
    private final FaultyStorageDirectory disk = new FaultyStorageDirectory(1);

    @Test
    void itsRoomIsGivenBackWhenOthersFillTheDiskAndTakenAgainWhenThereIsPlenty()
            throws IOException {
        disk.capacity(CAPACITY_BYTES);
        Ballast ballast = Ballast.open(disk);
        assertThat(disk.freeBytes()).isEqualTo(CAPACITY_BYTES - HELD_BYTES);

        disk.capacity(HELD_BYTES);
        assertThat(disk.freeBytes()).isZero();
        ballast.balance();
        assertThat(disk.freeBytes()).isEqualTo(HELD_BYTES);
        ballast.balance();
        assertThat(ballast.held()).isFalse();

        disk.capacity(CAPACITY_BYTES);
        ballast.balance();
        assertThat(ballast.held()).isTrue();
        assertThat(disk.freeBytes()).isEqualTo(CAPACITY_BYTES - HELD_BYTES);
    }

    @Test
    void itIsNotTakenFromADiskThatHasLittleLeft() throws IOException {
        disk.capacity(CAPACITY_BYTES);
        try (StorageFile other = disk.create("other")) {
            other.append(java.nio.ByteBuffer.allocate(140 << 20));
        }

        Ballast ballast = Ballast.open(disk);

        assertThat(ballast.held()).isFalse();
        assertThat(disk.exists("ballast")).isFalse();
    }

    @Test
    void oneFromBeforeIsKeptAndOneThatWasCutOffIsMadeAnew() throws IOException {
        disk.capacity(CAPACITY_BYTES);
        Ballast.open(disk);
        long changes = disk.changes();
        assertThat(Ballast.open(disk).held()).isTrue();
        assertThat(disk.changes()).isEqualTo(changes);
        try (StorageFile file = disk.open("ballast")) {
            file.truncate(5);
        }

        Ballast.open(disk);

        assertThat(disk.size("ballast")).isEqualTo(HELD_BYTES);
    }
}
