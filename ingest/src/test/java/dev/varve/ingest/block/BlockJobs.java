package dev.varve.ingest.block;

import dev.varve.ingest.crypto.DataKey;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.fake.FakeRepository;
import dev.varve.ingest.push.BackupOptions;
import dev.varve.ingest.push.BackupResult;
import dev.varve.ingest.push.BackupRun;
import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.push.ImageBackup;
import dev.varve.ingest.push.PointNotes;
import dev.varve.ingest.push.Progress;
import dev.varve.ingest.record.CompressionLevel;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.RetentionAsked;
import dev.varve.protocol.model.Id;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What tests of volumes have in common: a repository, its key, runs against it, and volumes. */
final class BlockJobs {
    static final int BLOCK = 4096;
    static final SecureRandom SECURE = new SecureRandom();

    final DataKey key;
    final FakeRepository repository;
    private final Path state;

    /** Of the last run. */
    Progress progress = new Progress();

    BlockJobs(Path state) {
        this(state, DataKey.random(SECURE));
    }

    private BlockJobs(Path state, DataKey key) {
        this(state, key, FakeRepository.encrypted(key));
    }

    private BlockJobs(Path state, DataKey key, FakeRepository repository) {
        this.state = state;
        this.key = key;
        this.repository = repository;
    }

    /** The same repository seen from a machine with another state directory. */
    BlockJobs withState(Path other) {
        return new BlockJobs(other, key, repository);
    }

    VaultCipher cipher() throws ProtocolException {
        return VaultCipher.sealing(repository.vault(), key, SECURE);
    }

    BackupResult backUp(Path volume) throws ProtocolException, InterruptedException {
        return backUp(volume, null);
    }

    BackupResult backUp(Path volume, @Nullable ChangedExtents changed)
            throws ProtocolException, InterruptedException {
        try (RepositoryClient client = repository.connect()) {
            return run(
                    client,
                    false,
                    new BlockBackup(BlockSource.of(volume), "volume", BLOCK, changed));
        }
    }

    BackupResult run(RepositoryClient client, boolean takeover, ImageBackup... images)
            throws ProtocolException, InterruptedException {
        BackupOptions options =
                new BackupOptions(
                        CompressionLevel.DEFAULT,
                        2,
                        state,
                        () -> new PointNotes("test", "crash-consistent"),
                        RetentionAsked.getDefaultInstance(),
                        takeover);
        progress = new Progress();
        return new BackupRun(
                        client,
                        cipher(),
                        options,
                        progress,
                        new Cancellation(),
                        SECURE,
                        InstantSource.system())
                .run(List.of(images));
    }

    void restore(Id root, @Nullable Extent range, Path target, boolean overwrite)
            throws ProtocolException, InterruptedException {
        try (RepositoryClient client = repository.connect()) {
            progress = new Progress();
            new BlockRestore(client, cipher(), 2, progress, new Cancellation())
                    .toFile(root, range, target, overwrite);
        }
    }

    /** A volume of text, random bytes, zeros and holes in cells of 64 KiB. */
    static Path volume(Path file, long sizeBytes, Random random) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(sizeBytes);
            for (long at = 0; at < sizeBytes; at += 64 << 10) {
                int length = (int) Math.min(64 << 10, sizeBytes - at);
                byte[] cell = cell(length, random);
                if (cell.length > 0) {
                    out.seek(at);
                    out.write(cell);
                }
            }
        }
        return file;
    }

    private static byte[] cell(int length, Random random) {
        byte[] bytes = new byte[length];
        switch (random.nextInt(4)) {
            case 0 -> {
                return new byte[0]; // a hole
            }
            case 1 -> random.nextBytes(bytes);
            case 2 -> {
                for (int i = 0; i < length; i++) {
                    bytes[i] = (byte) ('a' + random.nextInt(4));
                }
            }
            default -> {
                // zeros that are written
            }
        }
        return bytes;
    }

    /** Overwrites so many blocks at random places. */
    static void scatter(Path file, int blocks, Random random) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            for (int i = 0; i < blocks; i++) {
                byte[] bytes = new byte[BLOCK];
                random.nextBytes(bytes);
                out.seek(random.nextLong(out.length() / BLOCK) * BLOCK);
                out.write(bytes);
            }
        }
    }

    static byte[] read(Path file) throws IOException {
        return Files.readAllBytes(file);
    }
}
