package dev.varve.ingest.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.ingest.push.BackupResult;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockResumeTest {
    private static final long SIZE = (48 << 20) + 77;

    /** The whole push takes a few more, deltas included. */
    private static final long RUNS_NEAR_THE_END = 32;

    private static final long WINDOW_BYTES = 8 << 20;

    @TempDir private Path directory;
    private BlockJobs jobs;
    private Path volume;

    @BeforeEach
    void begin() throws Exception {
        jobs = new BlockJobs(directory.resolve("state"));
        volume = BlockJobs.volume(directory.resolve("volume"), SIZE, new Random(21));
    }

    @ParameterizedTest(name = "lost after {0} runs")
    @ValueSource(longs = {1, 3, 8, 13, 20, 30})
    void aLostPushIsResumedAndSendsLessThanAWindowAgain(long runs) throws Exception {
        long sentBytes = lose(runs);

        BackupResult result = jobs.backUp(volume);

        assertThat(sentBytes + result.sentBytes()).isLessThan(wholeSentBytes() + WINDOW_BYTES);
        requireRestoredEqual(result.roots().getFirst());
    }

    @Test
    void pagesOfTheJournalAreNotReadAgain() throws Exception {
        lose(RUNS_NEAR_THE_END);

        jobs.backUp(volume);

        assertThat(jobs.progress.snapshot().readBytes()).isLessThan(SIZE / 2);
        assertThat(jobs.progress.snapshot().doneBytes()).isEqualTo(SIZE);
    }

    @Test
    void aChangedSourceBeginsANewSession() throws Exception {
        lose(13);
        BlockJobs.scatter(volume, 3, new Random(22));

        BackupResult result = jobs.backUp(volume);

        requireRestoredEqual(result.roots().getFirst());
    }

    @Test
    void anotherMachineTakesOverByTheDaemonsPages() throws Exception {
        lose(RUNS_NEAR_THE_END);
        BlockJobs elsewhere = jobs.withState(directory.resolve("elsewhere"));
        BlockBackup backup =
                new BlockBackup(BlockSource.of(volume), "volume", BlockJobs.BLOCK, null);
        try (RepositoryClient client = jobs.repository.connect()) {
            BackupResult result = elsewhere.run(client, true, backup);

            assertThat(result.readBytes()).isLessThan(SIZE / 2);
            requireRestoredEqual(result.roots().getFirst());
        }
    }

    @Test
    void aDamagedJournalIsDiscarded() throws Exception {
        lose(13);
        try (var files = Files.walk(directory.resolve("state"))) {
            for (Path file : files.filter(f -> f.toString().endsWith("F.cq4")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                boolean flipped = false;
                for (int i = 4; i < bytes.length && !flipped; i++) {
                    if (bytes[i - 4] == 'V' && bytes[i - 3] == 'J' && bytes[i - 2] == 'N') {
                        bytes[i + 20] ^= 1;
                        flipped = true;
                    }
                }
                assertThat(flipped).isTrue();
                Files.write(file, bytes);
            }
        }

        BackupResult result = jobs.backUp(volume);

        requireRestoredEqual(result.roots().getFirst());
    }

    @Test
    void whatTheRepositoryForgotIsSentAgain() throws Exception {
        lose(13);
        jobs.repository.forgetChunks();

        BackupResult result = jobs.backUp(volume);

        requireRestoredEqual(result.roots().getFirst());
    }

    @Test
    void theJournalIsGoneAfterTheCommit() throws Exception {
        jobs.backUp(volume);

        try (var files = Files.walk(directory.resolve("state"))) {
            assertThat(files.filter(f -> f.toString().endsWith(".cq4"))).isEmpty();
        }
    }

    /** Pushes until the connection is lost; returns what was sent. */
    private long lose(long runs) throws Exception {
        try (RepositoryClient client = jobs.repository.connectUntil(runs)) {
            BlockBackup backup =
                    new BlockBackup(BlockSource.of(volume), "volume", BlockJobs.BLOCK, null);
            assertThatThrownBy(() -> jobs.run(client, false, backup))
                    .isInstanceOfSatisfying(
                            ProtocolException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        }
        return jobs.progress.snapshot().sentBytes();
    }

    private long wholeSentBytes() throws Exception {
        BlockJobs fresh = new BlockJobs(directory.resolve("fresh"));
        return fresh.backUp(volume).sentBytes();
    }

    private void requireRestoredEqual(Id root) throws Exception {
        Path target = directory.resolve("restored");
        jobs.restore(root, null, target, false);
        assertThat(Files.mismatch(target, volume)).isEqualTo(-1);
    }
}
