package dev.varve.ingest.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.varve.ingest.posix.DirectoryHandle;
import dev.varve.ingest.posix.FileName;
import dev.varve.ingest.posix.FileStatus;
import dev.varve.ingest.posix.FileType;
import dev.varve.ingest.push.ImageBackup;
import dev.varve.ingest.push.ImagePush;
import dev.varve.ingest.push.NodeLane;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.CommitImage;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.message.ImageSource;
import dev.varve.protocol.model.Id;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that no backup of ours would make, restored: nothing is written outside the target. */
class HostileImageTest {
    @TempDir private Path scratch;
    private Path outside;
    private Path target;
    private TreeJobs jobs;
    private FileStatus directoryStatus;
    private FileStatus fileStatus;

    @BeforeEach
    void prepare() throws Exception {
        jobs = new TreeJobs(scratch.resolve("state"));
        outside = Files.createDirectory(scratch.resolve("outside"));
        target = scratch.resolve("target");
        Files.createFile(scratch.resolve("file"));
        try (DirectoryHandle handle = DirectoryHandle.open(scratch)) {
            directoryStatus = handle.status();
            fileStatus = handle.status(FileName.of("file"));
        }
    }

    @Test
    void aLinkAndADirectoryOfOneNameAreRefused() throws Exception {
        Id root =
                commit(directories -> {
                    Id inner = directories.put(List.of(file("planted", "evil")));
                    return directories.put(
                            List.of(link("d", outside.toString()), directory("d", inner)));
                });

        requireRefused(root);
    }

    @Test
    void aFileWithoutANameIsRefused() throws Exception {
        Id root =
                commit(directories ->
                        directories.put(List.of(named(FileName.ROOT, file("x", "evil")))));

        requireRefused(root);
    }

    @Test
    void linksThatLeadOutAreMadeAndNotFollowed() throws Exception {
        Id root =
                commit(directories ->
                        directories.put(
                                List.of(
                                        link("absolute", outside.toString()),
                                        link("up", "../outside"),
                                        file("z", "content"))));

        jobs.restore(root, target, "", Overwrite.REFUSE);

        assertThat(Files.readSymbolicLink(target.resolve("absolute"))).isEqualTo(outside);
        assertThat(target.resolve("z")).hasContent("content");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void aPathThroughALinkIsNotInTheImage() throws Exception {
        Files.writeString(outside.resolve("secret"), "secret");
        Id root = commit(directories -> directories.put(List.of(link("d", outside.toString()))));

        assertThatThrownBy(() -> jobs.restore(root, target, "d/secret", Overwrite.REFUSE))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.POINT_UNKNOWN));
    }

    private void requireRefused(Id root) {
        assertThatThrownBy(() -> jobs.restore(root, target, "", Overwrite.REFUSE))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED));
        assertThat(outside).isEmptyDirectory();
    }

    @FunctionalInterface
    private interface Forgery {
        /** Puts nodes; gives that of the root directory. */
        Id forge(DirectoryWriter directories) throws ProtocolException, InterruptedException;
    }

    private Id commit(Forgery forgery) throws Exception {
        return jobs.run(
                        new ImageBackup() {
                            @Override
                            public ImageSource source() {
                                return ImageSource.newBuilder()
                                        .setChain("tree")
                                        .setKind(ImageKind.IMAGE_KIND_TREE)
                                        .build();
                            }

                            @Override
                            public byte[] identity() {
                                return new byte[0];
                            }

                            @Override
                            public CommitImage push(ImagePush push)
                                    throws ProtocolException, InterruptedException {
                                return forged(push, forgery);
                            }
                        })
                .roots()
                .getFirst();
    }

    private CommitImage forged(ImagePush push, Forgery forgery)
            throws ProtocolException, InterruptedException {
        try (NodeLane lane = new NodeLane(push.context(), 0)) {
            DirectoryWriter directories = new DirectoryWriter(push.context().cipher(), lane);
            Id node = forgery.forge(directories);
            TreeEntry rootEntry = named(FileName.ROOT, directory("x", node));
            Id root = directories.putRoot(rootEntry);
            lane.flush().get();
            return CommitImage.newBuilder().setRoot(ByteString.copyFrom(root.toBytes())).build();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private TreeEntry named(FileName name, TreeEntry entry) {
        return new TreeEntry(
                name, entry.status(), entry.linkTarget(), entry.attributes(), entry.content());
    }

    private TreeEntry file(String name, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return new TreeEntry(
                FileName.of(name),
                fileStatus.withSize(bytes.length),
                new byte[0],
                new TreeMap<>(),
                new Content.Inline(bytes));
    }

    private TreeEntry directory(String name, Id node) {
        return new TreeEntry(
                FileName.of(name),
                directoryStatus,
                new byte[0],
                new TreeMap<>(),
                new Content.Directory(node));
    }

    private TreeEntry link(String name, String to) {
        FileStatus status =
                new FileStatus(
                        FileType.SYMLINK,
                        0777,
                        fileStatus.uid(),
                        fileStatus.gid(),
                        1,
                        fileStatus.inode(),
                        fileStatus.device(),
                        to.length(),
                        0,
                        fileStatus.modified(),
                        fileStatus.changed(),
                        0);
        return new TreeEntry(
                FileName.of(name),
                status,
                to.getBytes(StandardCharsets.UTF_8),
                new TreeMap<>(),
                Content.NOTHING);
    }
}
