package dev.varve.ingest.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.varve.ingest.posix.DirectoryHandle;
import dev.varve.ingest.posix.FileHandle;
import dev.varve.ingest.posix.FileName;
import dev.varve.ingest.posix.FileTime;
import dev.varve.ingest.posix.FileType;
import dev.varve.ingest.push.BackupResult;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeRoundTripTest {
    private static final long SEED = 20261121;

    @TempDir Path scratch;
    private Path source;
    private Path target;
    private TreeJobs jobs;
    private Random random;

    @BeforeEach
    void prepare() throws IOException {
        System.out.println("seed " + SEED);
        random = new Random(SEED);
        source = Files.createDirectory(scratch.resolve("source"));
        target = scratch.resolve("target");
        jobs = new TreeJobs(scratch.resolve("state"));
    }

    @Test
    void everyKindOfFileComesBackWithAllItsAttributes() throws Exception {
        assumeThat(isRoot()).as("devices and owners need root").isTrue();
        everyKind(source);

        BackupResult result = jobs.backUp(source);
        TreeRestoreResult restored = jobs.restore(root(result), target, "", Overwrite.REFUSE);

        assertThat(jobs.warnings).isEmpty();
        assertThat(restored.damaged()).isEmpty();
        assertSame(source, target);
    }

    @Test
    void anUnchangedTreeIsNotReadAgainAndSharesItsRoot() throws Exception {
        files(source, 300);
        BackupResult first = jobs.backUp(source);

        BackupResult second = jobs.backUp(source);

        assertThat(second.readBytes()).isZero();
        assertThat(root(second)).isEqualTo(root(first));
    }

    @Test
    void anIncrementReadsOnlyTheFilesThatChanged() throws Exception {
        files(source, 300);
        jobs.backUp(source);
        Files.writeString(source.resolve("d1/f1"), "now something else".repeat(100));
        Files.delete(source.resolve("d2/f2"));
        Files.createDirectory(source.resolve("d2/new"));
        Files.writeString(source.resolve("d2/new/file"), "x".repeat(1000));

        BackupResult second = jobs.backUp(source);

        assertThat(second.readBytes()).isEqualTo(18 * 100 + 1000);
        jobs.restore(root(second), target, "", Overwrite.REFUSE);
        assertSame(source, target);
    }

    @Test
    void filesThatEndInAHoleAreAsLongAsTheyWere() throws Exception {
        for (int data : new int[] {0, 10, 5_000, 700_000}) {
            try (RandomAccessFile file =
                    new RandomAccessFile(source.resolve("f" + data).toFile(), "rw")) {
                byte[] bytes = new byte[data];
                random.nextBytes(bytes);
                file.write(bytes);
                file.setLength(data + 3_000_000L);
            }
        }

        BackupResult result = jobs.backUp(source);

        jobs.restore(root(result), target, "", Overwrite.REFUSE);
        assertSame(source, target);
    }

    /**
     * The base is read ahead of the walk, which does not want all of it; empty ones are all one.
     */
    @Test
    void anIncrementFindsItsWayThroughABaseOfManyDirectories() throws Exception {
        for (int i = 0; i < 9 * 9 * 9; i++) {
            Path leaf = source.resolve("a" + i / 81 + "/b" + i / 9 % 9 + "/c" + i % 9);
            Files.createDirectories(leaf);
            if (i % 3 != 0) {
                Files.writeString(leaf.resolve("file"), "x".repeat(200 + i));
            }
        }
        jobs.backUp(source);
        deleteRecursively(source.resolve("a1"));
        deleteRecursively(source.resolve("a4/b3"));
        deleteRecursively(source.resolve("a5/b0/c0"));
        Files.writeString(source.resolve("a5/b0/c0"), "a file now");
        Files.createDirectories(source.resolve("a0/a-new-one/inside"));
        Files.writeString(source.resolve("a8/b8/c8/file"), "y".repeat(300));

        BackupResult second = jobs.backUp(source);

        assertThat(second.readBytes()).isEqualTo("a file now".length() + 300);
        jobs.restore(root(second), target, "", Overwrite.REFUSE);
        assertSame(source, target);
    }

    private static void deleteRecursively(Path folder) throws IOException {
        try (Stream<Path> below = Files.walk(folder)) {
            for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void anIncrementSeesAttributesThatChangedAlone() throws Exception {
        files(source, 300);
        jobs.backUp(source);
        Files.setPosixFilePermissions(
                source.resolve("d1/f1"), PosixFilePermissions.fromString("rwx--x---"));
        Files.setAttribute(source.resolve("d2"), "user:team", ByteBuffer.wrap(new byte[] {1}));
        Files.setLastModifiedTime(
                source.resolve("d3"), java.nio.file.attribute.FileTime.fromMillis(1_000_000));
        Files.move(source.resolve("d0"), source.resolve("elsewhere"));
        Files.createLink(source.resolve("one-more-name"), source.resolve("d2/f2"));

        BackupResult second = jobs.backUp(source);

        jobs.restore(root(second), target, "", Overwrite.REFUSE);
        assertSame(source, target);
    }

    @Test
    void aPushThatDiedGoesOnAndReadsNothingTwice() throws Exception {
        files(source, 1500);
        try (RepositoryClient dying = jobs.repository.connectUntil(6)) {
            assertThatThrownBy(() -> jobs.backUp(dying, source))
                    .isInstanceOf(ProtocolException.class);
        }
        long readBefore = jobs.progress.snapshot().readBytes();

        BackupResult result = jobs.backUp(source);

        assertThat(readBefore).isPositive();
        assertThat(result.readBytes()).isLessThan(totalBytes(source));
        jobs.restore(root(result), target, "", Overwrite.REFUSE);
        assertSame(source, target);
    }

    @Test
    void onePathIsRestoredUnderItsOwnName() throws Exception {
        files(source, 100);
        BackupResult result = jobs.backUp(source);

        jobs.restore(root(result), target, "/d3/", Overwrite.REFUSE);

        assertSame(source.resolve("d3"), target.resolve("d3"));
        assertThat(target.toFile().list()).hasSize(1);
        assertThatThrownBy(() ->
                        jobs.restore(
                                root(result), scratch.resolve("t2"), "d3/none", Overwrite.REFUSE))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("none");
    }

    @Test
    void aTargetThatHoldsSomethingIsRefusedUnlessAPolicyIsGiven() throws Exception {
        files(source, 20);
        BackupResult result = jobs.backUp(source);
        Files.createDirectories(target.resolve("d1"));
        Files.writeString(target.resolve("d1/f1"), "mine");

        assertThatThrownBy(() -> jobs.restore(root(result), target, "", Overwrite.REFUSE))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_NOT_EMPTY));
        jobs.restore(root(result), target, "", Overwrite.NEVER);
        assertThat(target.resolve("d1/f1")).hasContent("mine");
        jobs.restore(root(result), target, "", Overwrite.ALWAYS);
        assertSame(source, target);
    }

    @Test
    void whatIsKeptInTheTargetStaysAndIsNoSourceForHardLinks() throws Exception {
        Files.createDirectory(source.resolve("d"));
        Files.writeString(source.resolve("d/first"), "of the image, and long enough".repeat(10));
        Files.createLink(source.resolve("d/second"), source.resolve("d/first"));
        Files.createLink(source.resolve("d/third"), source.resolve("d/first"));
        BackupResult result = jobs.backUp(source);
        Files.createDirectories(target.resolve("d"));
        Files.writeString(target.resolve("d/first"), "mine");
        Files.writeString(target.resolve("d/third"), "mine and newer");
        Files.setPosixFilePermissions(
                target.resolve("d"),
                java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));

        jobs.restore(root(result), target, "", Overwrite.IF_NEWER);

        assertThat(target.resolve("d/first")).hasContent("mine");
        assertThat(target.resolve("d/third")).hasContent("mine and newer");
        assertThat(target.resolve("d/second")).hasSameBinaryContentAs(source.resolve("d/second"));
        assertThat(Files.getPosixFilePermissions(target.resolve("d"))).hasSize(3);
    }

    @Test
    void aLinkInTheTargetLeadsNoFileOutOfIt() throws Exception {
        files(source, 20);
        BackupResult result = jobs.backUp(source);
        Path outside = Files.createDirectory(scratch.resolve("outside"));
        Files.createDirectory(target);
        Files.createSymbolicLink(target.resolve("d1"), outside);

        jobs.restore(root(result), target, "", Overwrite.ALWAYS);

        assertThat(outside.toFile().list()).isEmpty();
        assertSame(source, target);
    }

    @Test
    void damageSpoilsOneFileAndNotTheOthers() throws Exception {
        files(source, 50);
        byte[] big = new byte[300_000];
        random.nextBytes(big);
        Files.write(source.resolve("alone"), big);
        BackupResult result = jobs.backUp(source);
        Id damaged = chunkOf(result, "alone");
        jobs.repository.damage(damaged, 100);

        TreeRestoreResult restored = jobs.restore(root(result), target, "", Overwrite.REFUSE);

        assertThat(restored.damaged()).hasSize(1);
        assertThat(restored.damaged().getFirst()).contains("alone");
        assertThat(target.resolve("alone")).doesNotExist();
        Files.delete(source.resolve("alone"));
        assertThat(Files.readAllBytes(target.resolve("d1/f1")))
                .isEqualTo(Files.readAllBytes(source.resolve("d1/f1")));
    }

    @Test
    void excludedPathsStayOut() throws Exception {
        files(source, 40);
        Files.writeString(source.resolve("d1/a.log"), "log");

        BackupResult result = jobs.backUp(source, "*.log", "/d2/", "f3");

        jobs.restore(root(result), target, "", Overwrite.REFUSE);
        assertThat(target.resolve("d1/a.log")).doesNotExist();
        assertThat(target.resolve("d2")).doesNotExist();
        assertThat(target.resolve("d3/f3")).doesNotExist();
        assertThat(target.resolve("d3/f10")).exists();
    }

    @Test
    void aDirectoryOfManyEntriesComesBack() throws Exception {
        Path wide = Files.createDirectory(source.resolve("wide"));
        for (int i = 0; i < 5000; i++) {
            Files.createFile(wide.resolve("entry" + i));
        }

        BackupResult result = jobs.backUp(source);
        jobs.restore(root(result), target, "", Overwrite.REFUSE);

        assertSame(source, target);
    }

    /**
     * Deeper than any path may be long: only steps from open directory to open directory get there.
     */
    @Test
    void aVeryDeepTreeComesBack() throws Exception {
        int depth = 2100;
        FileName name = FileName.of("d");
        FileName bottom = FileName.of("bottom");
        try (DirectoryHandle top = DirectoryHandle.open(source)) {
            DirectoryHandle at = top.reopen();
            for (int i = 0; i < depth; i++) {
                at.makeDirectory(name);
                at = down(at, name);
            }
            at.createFile(bottom).close();
            at.close();
        }

        BackupResult result = jobs.backUp(source);
        jobs.restore(root(result), target, "", Overwrite.REFUSE);

        assertThat(jobs.warnings).isEmpty();
        try (DirectoryHandle top = DirectoryHandle.open(target)) {
            DirectoryHandle at = top.reopen();
            for (int i = 0; i < depth; i++) {
                at = down(at, name);
            }
            assertThat(at.exists(bottom)).isTrue();
            at.close();
        } finally {
            // JUnit's own cleaning goes by paths, which end at 4,096 bytes.
            new ProcessBuilder("rm", "-rf", source.toString(), target.toString()).start().waitFor();
        }
    }

    private static DirectoryHandle down(DirectoryHandle from, FileName name) throws IOException {
        try (DirectoryHandle above = from) {
            return above.openDirectory(name);
        }
    }

    private Id chunkOf(BackupResult result, String name) throws Exception {
        try (RepositoryClient client = jobs.repository.connect()) {
            TreeReader reader =
                    new TreeReader(new dev.varve.ingest.pull.NodeFetcher(client), jobs.cipher());
            TreeWalks walks = new TreeWalks(reader);
            TreeEntry entry = walks.resolve(reader.root(root(result)), name);
            return reader.parts(entry.content()).getFirst().id();
        }
    }

    private void everyKind(Path folder) throws Exception {
        files(folder, 60);
        byte[] large = new byte[5 << 20];
        random.nextBytes(large);
        Files.write(folder.resolve("large"), large);
        Files.createFile(folder.resolve("empty"));
        Files.createDirectory(folder.resolve("empty directory"));
        Files.createLink(folder.resolve("d2/link of large"), folder.resolve("large"));
        Files.createSymbolicLink(folder.resolve("dangling"), Path.of("no/where"));
        Files.createSymbolicLink(folder.resolve("long link"), Path.of("x".repeat(300)));
        try (DirectoryHandle directory = DirectoryHandle.open(folder)) {
            FileName odd = FileName.of(new byte[] {'o', (byte) 0xFF, '\n', '\\'});
            directory.createFile(odd).close();
            directory.setAttribute(odd, "user.key", new byte[] {1, 0, 2});
            directory.permissions(odd, 06755);
            directory.owner(FileName.of("empty"), 1234, 5678);
            directory.permissions(FileName.of("empty directory"), 01711);
            directory.createFile(FileName.of("n".repeat(255))).close();
            directory.makeNode(FileName.of("fifo"), FileType.FIFO, 0);
            directory.makeNode(FileName.of("socket"), FileType.SOCKET, 0);
            directory.makeNode(FileName.of("null"), FileType.CHARACTER_DEVICE, (1L << 32) | 3);
            FileName sparse = FileName.of("sparse");
            try (FileHandle file = directory.createFile(sparse)) {
                file.truncate(100 << 20);
                byte[] text = "far out".getBytes(StandardCharsets.US_ASCII);
                file.write(ByteBuffer.allocateDirect(text.length).put(text).flip(), 50 << 20);
            }
            directory.modified(FileName.of("dangling"), new FileTime(1_000_000_000, 123_456_789));
            directory.modified(sparse, new FileTime(-5, 1));
        }
    }

    private void files(Path folder, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Path directory = Files.createDirectories(folder.resolve("d" + i % 7));
            byte[] bytes = new byte[random.nextInt(20_000)];
            random.nextBytes(bytes);
            Files.write(directory.resolve("f" + i), bytes);
        }
    }

    private static long totalBytes(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile)
                    .mapToLong(path -> path.toFile().length())
                    .sum();
        }
    }

    private static Id root(BackupResult result) {
        return result.roots().getFirst();
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    /**
     * By rsync, whose word an administrator would take: content, modes, owners, times, links,
     * attributes, ACLs.
     */
    private static void assertSame(Path expected, Path actual) throws Exception {
        Process rsync =
                new ProcessBuilder(
                                "rsync",
                                "-anic",
                                "--delete",
                                "--checksum",
                                "-AXH",
                                expected + "/",
                                actual + "/")
                        .redirectErrorStream(true)
                        .start();
        List<String> differences =
                new String(rsync.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
                        .lines()
                        .toList();
        assertThat(rsync.waitFor()).as("%s", differences).isZero();
        assertThat(differences).isEmpty();
    }
}
