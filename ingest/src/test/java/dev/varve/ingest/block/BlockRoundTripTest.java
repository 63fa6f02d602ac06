package dev.varve.ingest.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.ingest.push.BackupResult;
import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.push.Progress;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockRoundTripTest {
    private static final long SIZE = (3 << 20) + 1234;

    @TempDir private Path directory;
    private BlockJobs jobs;
    private Path volume;

    @BeforeEach
    void begin() {
        jobs = new BlockJobs(directory.resolve("state"));
        volume = directory.resolve("volume");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aVolumeAndItsIncrementsAreRestoredEqual(long seed) throws Exception {
        Random random = new Random(seed);
        BlockJobs.volume(volume, SIZE, random);
        for (int generation = 0; generation < 3; generation++) {
            byte[] expected = BlockJobs.read(volume);

            BackupResult result = jobs.backUp(volume);
            Path target = directory.resolve("restored" + generation);
            jobs.restore(result.roots().getFirst(), null, target, false);

            assertThat(BlockJobs.read(target)).isEqualTo(expected);
            assertThat(target.resolveSibling(target.getFileName() + ".varve-restore"))
                    .doesNotExist();
            BlockJobs.scatter(volume, 7, random);
        }
    }

    @Test
    void anUnchangedVolumeSendsNoChunks() throws Exception {
        BlockJobs.volume(volume, SIZE, new Random(6));
        jobs.backUp(volume);
        int chunks = jobs.repository.chunkCount();

        BackupResult second = jobs.backUp(volume);

        assertThat(jobs.repository.chunkCount()).isEqualTo(chunks);
        assertThat(second.sentBytes()).isLessThan(2000);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4095, 4096, 64 * 4096, 64 * 4096 + 1, 5 << 20})
    void aVolumeMayChangeItsSize(long newSize) throws Exception {
        BlockJobs.volume(volume, SIZE, new Random(7));
        jobs.backUp(volume);
        try (RandomAccessFile file = new RandomAccessFile(volume.toFile(), "rw")) {
            file.setLength(newSize);
            if (newSize > SIZE) {
                file.seek(newSize - 5000);
                file.write(new byte[] {1, 2, 3});
            }
        }

        Id root = jobs.backUp(volume).roots().getFirst();
        Path target = directory.resolve("restored");
        jobs.restore(root, null, target, false);

        assertThat(BlockJobs.read(target)).isEqualTo(BlockJobs.read(volume));
    }

    @Test
    void withChangedExtentsOnlyTheyAreReadAndGrowthIsSeen() throws Exception {
        BlockJobs.volume(volume, SIZE, new Random(8));
        jobs.backUp(volume);
        Path list =
                Files.writeString(
                        directory.resolve("extents"), "# tracker\n 0x2000 10\n1048576\t0x1001\n");
        try (RandomAccessFile file = new RandomAccessFile(volume.toFile(), "rw")) {
            file.seek(0x2000);
            file.write("changed".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            file.seek(1048576 + 0x1000);
            file.write(9);
            file.seek(SIZE);
            file.write(new byte[] {4, 5, 6});
        }

        Id root = jobs.backUp(volume, ChangedExtents.read(list)).roots().getFirst();

        assertThat(jobs.progress.snapshot().readBytes()).isLessThan(5L * BlockJobs.BLOCK);
        Path target = directory.resolve("restored");
        jobs.restore(root, null, target, false);
        assertThat(BlockJobs.read(target)).isEqualTo(BlockJobs.read(volume));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1 2 3", "x 1", "-1 5", "1 -1", "9223372036854775807 2"})
    void aBadExtentIsRefusedWithItsLine(String line) throws IOException {
        Path list = Files.writeString(directory.resolve("extents"), "0 1\n" + line + "\n");

        assertThatThrownBy(() -> ChangedExtents.read(list))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageContaining("line 2");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4095, 4096, 100_000, 1_000_001})
    void aRangeIsRestoredToAFileAndToAChannel(long offset) throws Exception {
        BlockJobs.volume(volume, SIZE, new Random(9));
        Id root = jobs.backUp(volume).roots().getFirst();
        Extent range = new Extent(offset, 300_003);
        byte[] expected =
                Arrays.copyOfRange(BlockJobs.read(volume), (int) offset, (int) offset + 300_003);

        jobs.restore(root, range, directory.resolve("part"), false);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (RepositoryClient client = jobs.repository.connect()) {
            new BlockRestore(client, jobs.cipher(), 2, new Progress(), new Cancellation())
                    .toChannel(root, range, Channels.newChannel(out));
        }

        assertThat(BlockJobs.read(directory.resolve("part"))).isEqualTo(expected);
        assertThat(out.toByteArray()).isEqualTo(expected);
    }

    @Test
    void aTargetThatIsNotEmptyIsRefusedUnlessTold() throws Exception {
        BlockJobs.volume(volume, SIZE, new Random(10));
        Id root = jobs.backUp(volume).roots().getFirst();
        Path target = Files.writeString(directory.resolve("mine"), "mine");

        assertThatThrownBy(() -> jobs.restore(root, null, target, false))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_NOT_EMPTY));
        assertThat(target).hasContent("mine");

        jobs.restore(root, null, target, true);
        assertThat(BlockJobs.read(target)).isEqualTo(BlockJobs.read(volume));
    }

    @Test
    void aStoppedRestoreFetchesOnlyWhatIsNotThere() throws Exception {
        BlockJobs.volume(volume, SIZE, new Random(11));
        Id root = jobs.backUp(volume).roots().getFirst();
        byte[] expected = BlockJobs.read(volume);
        byte[] partial = Arrays.copyOf(expected, (int) SIZE);
        Arrays.fill(partial, 500_000, 600_000, (byte) 7); // wrong, also where holes belong
        Files.write(directory.resolve("restored.varve-restore"), partial);

        jobs.restore(root, null, directory.resolve("restored"), false);

        assertThat(BlockJobs.read(directory.resolve("restored"))).isEqualTo(expected);
        assertThat(jobs.progress.snapshot().sentBytes()).isLessThan(120_000);
    }

    @Test
    void aDamagedChunkIsNamedAndTheTargetDoesNotAppear() throws Exception {
        BlockJobs.volume(volume, SIZE, new Random(12));
        Id root = jobs.backUp(volume).roots().getFirst();
        Id chunk = jobs.repository.chunkIds().getFirst();
        jobs.repository.damage(chunk, jobs.repository.recordLength(chunk) - 20);
        Path target = directory.resolve("restored");

        assertThatThrownBy(() -> jobs.restore(root, null, target, false))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED));
        assertThat(target).doesNotExist();
    }

    @Test
    void severalVolumesAreCommittedTogether() throws Exception {
        BlockJobs.volume(volume, SIZE, new Random(13));
        Path other = BlockJobs.volume(directory.resolve("other"), 200_000, new Random(14));
        BackupResult result;
        try (RepositoryClient client = jobs.repository.connect()) {
            result =
                    jobs.run(
                            client,
                            false,
                            new BlockBackup(BlockSource.of(volume), "one", BlockJobs.BLOCK, null),
                            new BlockBackup(BlockSource.of(other), "two", BlockJobs.BLOCK, null));
        }

        List<Path> sources = List.of(volume, other);
        for (int i = 0; i < 2; i++) {
            Path target = directory.resolve("restored" + i);
            jobs.restore(result.roots().get(i), null, target, false);
            assertThat(BlockJobs.read(target)).isEqualTo(BlockJobs.read(sources.get(i)));
        }
    }

    @Test
    void aSourceThatShrinksWhileItIsReadIsAnError() throws Exception {
        BlockJobs.volume(volume, SIZE, new Random(15));
        BlockSource looked = BlockSource.of(volume);
        try (RandomAccessFile file = new RandomAccessFile(volume.toFile(), "rw")) {
            file.setLength(1_000_000);
        }

        assertThatThrownBy(
                        () -> {
                            try (RepositoryClient client = jobs.repository.connect()) {
                                BlockBackup backup =
                                        new BlockBackup(looked, "volume", BlockJobs.BLOCK, null);
                                jobs.run(client, false, backup);
                            }
                        })
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE));
    }
}
