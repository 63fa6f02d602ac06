package dev.varve.ingest.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.ingest.push.BackupResult;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.model.Id;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of volumes of which only a part is read. */
class ChangeTrackerTest {
    private static final int BLOCK = BlockJobs.BLOCK;
    private static final int SIZE = 300 * BLOCK + 77;

    @TempDir private Path directory;
    private final List<Optional<Id>> bases = new ArrayList<>();
    private BlockJobs jobs;
    private Path volume;

    @BeforeEach
    void begin() {
        jobs = new BlockJobs(directory.resolve("state"));
        volume = directory.resolve("volume");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23, 24})
    void whatHasNoDataIsZeroInTheImageWhateverTheBaseHad(long seed) throws Exception {
        Random random = new Random(seed);
        fill(random);
        Id first = backUp(null).roots().getFirst();
        fill(random);
        byte[] expected = BlockJobs.read(volume);
        List<Extent> data = new ArrayList<>();
        long bytes = 0;
        for (int block = 0; block <= SIZE / BLOCK; block++) {
            int start = block * BLOCK;
            int end = Math.min(SIZE, start + BLOCK);
            if (random.nextInt(5) > 0) {
                Arrays.fill(expected, start, end, (byte) 0);
            } else {
                data.add(new Extent(start, end - start));
                bytes += end - start;
            }
        }

        Id second =
                backUp(
                                question -> {
                                    bases.add(question.baseRoot());
                                    return new ChangeTracker.Answer.Data(set(question, data));
                                })
                        .roots()
                        .getFirst();

        assertThat(jobs.progress.snapshot().readBytes()).isEqualTo(bytes);
        assertThat(restored(second)).isEqualTo(expected);
        assertThat(bases).containsExactly(Optional.of(first));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {31, 32})
    void aFirstImageReadsOnlyWhatHasData(long seed) throws Exception {
        fill(new Random(seed));
        byte[] expected = new byte[SIZE];
        System.arraycopy(BlockJobs.read(volume), 9 * BLOCK, expected, 9 * BLOCK, 2 * BLOCK);

        Id root =
                backUp(
                                question -> {
                                    bases.add(question.baseRoot());
                                    return new ChangeTracker.Answer.Data(
                                            set(
                                                    question,
                                                    List.of(new Extent(9L * BLOCK + 1, BLOCK))));
                                })
                        .roots()
                        .getFirst();

        assertThat(jobs.progress.snapshot().readBytes()).isEqualTo(2L * BLOCK);
        assertThat(restored(root)).isEqualTo(expected);
        assertThat(bases).containsExactly(Optional.empty());
    }

    @Test
    void whatDidNotChangeIsTakenFromTheBase() throws Exception {
        fill(new Random(41));
        backUp(null);
        byte[] expected = BlockJobs.read(volume);
        try (RandomAccessFile file = new RandomAccessFile(volume.toFile(), "rw")) {
            file.seek(5L * BLOCK);
            file.write(1);
            file.seek(100L * BLOCK);
            file.write(2); // which nobody says
        }
        expected[5 * BLOCK] = 1;

        Id root =
                backUp(question ->
                                new ChangeTracker.Answer.Changed(
                                        set(question, List.of(new Extent(5L * BLOCK, 1)))))
                        .roots()
                        .getFirst();

        assertThat(jobs.progress.snapshot().readBytes()).isEqualTo(BLOCK);
        assertThat(restored(root)).isEqualTo(expected);
    }

    @Test
    void aTrackerThatKnowsNothingHasAllRead() throws Exception {
        fill(new Random(51));
        backUp(null);
        fill(new Random(52));

        Id root = backUp(question -> new ChangeTracker.Answer.Everything()).roots().getFirst();

        assertThat(restored(root)).isEqualTo(BlockJobs.read(volume));
    }

    private void fill(Random random) throws Exception {
        byte[] bytes = new byte[SIZE];
        random.nextBytes(bytes);
        try (RandomAccessFile file = new RandomAccessFile(volume.toFile(), "rw")) {
            file.write(bytes);
        }
    }

    private BackupResult backUp(@Nullable ChangeTracker tracker) throws Exception {
        try (RepositoryClient client = jobs.repository.connect()) {
            return jobs.run(
                    client,
                    false,
                    new BlockBackup(BlockSource.of(volume), "volume", BLOCK, tracker));
        }
    }

    private byte[] restored(Id root) throws Exception {
        Path target = directory.resolve("restored");
        jobs.restore(root, null, target, true);
        return BlockJobs.read(target);
    }

    private static BlockSet set(ChangeTracker.Question question, List<Extent> extents) {
        BlockSet set = new BlockSet(question.sizeBytes(), question.blockBytes());
        extents.forEach(set::add);
        return set;
    }
}
