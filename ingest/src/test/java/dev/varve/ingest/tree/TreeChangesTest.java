package dev.varve.ingest.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.varve.ingest.posix.DirectoryHandle;
import dev.varve.ingest.posix.FileName;
import dev.varve.ingest.posix.PosixException;
import dev.varve.ingest.pull.NodeFetcher;
import dev.varve.ingest.push.BackupResult;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.model.Id;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources that change under the backup, attributes that few have, and names of what is damaged. */
class TreeChangesTest {
    private static final String ACL = "system.posix_acl_access";

    @TempDir private Path scratch;
    private Path source;
    private Path target;
    private TreeJobs jobs;

    @BeforeEach
    void prepare() throws IOException {
        source = Files.createDirectory(scratch.resolve("source"));
        target = scratch.resolve("target");
        jobs = new TreeJobs(scratch.resolve("state"));
    }

    @Test
    void aFileThatChangesWhileItIsReadIsKeptWithAWarningAndReadAgainByTheNextRun()
            throws Exception {
        Path growing = source.resolve("growing");
        Files.write(growing, new byte[32 << 20]);
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            AtomicBoolean stop = new AtomicBoolean();
            CountDownLatch begun = new CountDownLatch(1);
            Future<?> writer =
                    other.submit(() -> {
                        while (!stop.get()) {
                            byte[] line = {1, 2, 3};
                            Files.write(growing, line, StandardOpenOption.APPEND);
                            begun.countDown();
                        }
                        return null;
                    });
            begun.await();
            jobs.backUp(source);
            stop.set(true);
            writer.get();
        }
        assertThat(jobs.warnings).anyMatch(text -> text.contains("changed while it was read"));

        BackupResult second = jobs.backUp(source);

        assertThat(jobs.warnings).isEmpty();
        assertThat(second.readBytes()).isEqualTo(Files.size(growing));
        jobs.restore(root(second), target, "", Overwrite.REFUSE);
        assertThat(Files.mismatch(target.resolve("growing"), growing)).isEqualTo(-1);
    }

    @Test
    void filesThatVanishUnderTheWalkStopNothing() throws Exception {
        for (int i = 0; i < 3000; i++) {
            Files.writeString(source.resolve("f" + i), "x".repeat(200 + i));
        }
        BackupResult result;
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<?> remover =
                    other.submit(() -> {
                        for (int i = 2999; i >= 0; i -= 2) {
                            Files.delete(source.resolve("f" + i));
                        }
                        return null;
                    });
            result = jobs.backUp(source);
            remover.get();
        }

        jobs.restore(root(result), target, "", Overwrite.REFUSE);

        for (int i = 0; i < 3000; i += 2) {
            assertThat(target.resolve("f" + i)).hasContent("x".repeat(200 + i));
        }
    }

    @Test
    void accessListsComeBackByteForByte() throws Exception {
        Files.writeString(source.resolve("file"), "x");
        FileName file = FileName.of("file");
        byte[] acl = accessList();
        try (DirectoryHandle directory = DirectoryHandle.open(source)) {
            boolean permitted = true;
            try {
                directory.setAttribute(file, ACL, acl);
            } catch (PosixException e) {
                permitted = false;
            }
            assumeThat(permitted).as("this file system has ACLs").isTrue();
        }

        BackupResult result = jobs.backUp(source);
        jobs.restore(root(result), target, "", Overwrite.REFUSE);

        try (DirectoryHandle directory = DirectoryHandle.open(target)) {
            assertThat(directory.attributes(file).get(ACL)).isEqualTo(acl);
            assertThat(directory.status(file).permissions()).isEqualTo(0660);
        }
    }

    @Test
    void keysOfEntriesBecomePaths() throws Exception {
        Files.createDirectories(source.resolve("a/b"));
        Files.writeString(source.resolve("a/b/c\n"), "x");
        Id root = root(jobs.backUp(source));
        byte[] keys = keys("a", "b", "c\n");
        try (RepositoryClient client = jobs.repository.connect()) {
            DamagePaths paths =
                    new DamagePaths(
                            new TreeReader(new NodeFetcher(client), jobs.cipher()), jobs.cipher());

            assertThat(paths.path(root, keys)).isEqualTo("/a/b/c\\x0a");
            assertThat(paths.path(root, keys("a"))).isEqualTo("/a");
            assertThat(paths.path(root, keys())).isEqualTo("/");
            assertThat(paths.path(root, keys("a", "none"))).isEqualTo("/a/?");
            assertThat(paths.path(new Id(1, 2, 3, 4), keys)).isEqualTo("/?");
        }
    }

    /** From the root down, the root directory's own key first. */
    private byte[] keys(String... names) throws IOException {
        ByteBuffer keys = ByteBuffer.allocate(Long.BYTES * (names.length + 1)).putLong(0);
        for (String name : names) {
            keys.putLong(jobs.cipher().entryKey(FileName.of(name).toBytes()));
        }
        return keys.array();
    }

    /** Version 2, then tag, permissions, id of each: owner, user 1000, group, mask, others. */
    private static byte[] accessList() {
        return ByteBuffer.allocate(4 + 5 * 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(2)
                .putShort((short) 0x01)
                .putShort((short) 6)
                .putInt(-1)
                .putShort((short) 0x02)
                .putShort((short) 4)
                .putInt(1000)
                .putShort((short) 0x04)
                .putShort((short) 4)
                .putInt(-1)
                .putShort((short) 0x10)
                .putShort((short) 6)
                .putInt(-1)
                .putShort((short) 0x20)
                .putShort((short) 0)
                .putInt(-1)
                .array();
    }

    private static Id root(BackupResult result) {
        return result.roots().getFirst();
    }
}
