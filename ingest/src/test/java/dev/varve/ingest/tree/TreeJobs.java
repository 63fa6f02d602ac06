package dev.varve.ingest.tree;

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
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/** What tests of trees have in common: a repository, its key, and runs against it. */
final class TreeJobs {
    private static final SecureRandom SECURE = new SecureRandom();

    final DataKey key = DataKey.random(SECURE);
    final FakeRepository repository = FakeRepository.encrypted(key);
    private final Path state;

    /** Of the last run. */
    Progress progress = new Progress();

    /** Of the last run. */
    List<String> warnings = List.of();

    TreeJobs(Path state) {
        this.state = state;
    }

    VaultCipher cipher() throws ProtocolException {
        return VaultCipher.sealing(repository.vault(), key, SECURE);
    }

    BackupResult backUp(Path source, String... excludes)
            throws ProtocolException, InterruptedException {
        try (RepositoryClient client = repository.connect()) {
            return backUp(client, source, excludes);
        }
    }

    BackupResult backUp(RepositoryClient client, Path source, String... excludes)
            throws ProtocolException, InterruptedException {
        progress = new Progress();
        TreeBackup backup =
                new TreeBackup(
                        new TreeBackupOptions(source, "tree", List.of(excludes), false), progress);
        BackupResult result = run(client, backup);
        warnings = backup.warnings().kept();
        return result;
    }

    BackupResult run(ImageBackup image) throws ProtocolException, InterruptedException {
        try (RepositoryClient client = repository.connect()) {
            return run(client, image);
        }
    }

    private BackupResult run(RepositoryClient client, ImageBackup image)
            throws ProtocolException, InterruptedException {
        BackupOptions options =
                new BackupOptions(
                        CompressionLevel.DEFAULT,
                        2,
                        state,
                        () -> new PointNotes("test", "live"),
                        RetentionAsked.getDefaultInstance(),
                        false);
        return new BackupRun(
                        client,
                        cipher(),
                        options,
                        progress,
                        new Cancellation(),
                        SECURE,
                        InstantSource.system())
                .run(List.of(image));
    }

    TreeRestoreResult restore(Id root, Path target, String path, Overwrite overwrite)
            throws ProtocolException, InterruptedException {
        try (RepositoryClient client = repository.connect()) {
            progress = new Progress();
            TreeRestore restore = new TreeRestore(client, cipher(), progress, new Cancellation());
            TreeRestoreResult result =
                    restore.run(root, new TreeRestoreOptions(target, path, overwrite, 2));
            warnings = restore.warnings().kept();
            return result;
        }
    }
}
