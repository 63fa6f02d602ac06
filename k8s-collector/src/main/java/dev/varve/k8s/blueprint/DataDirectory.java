package dev.varve.k8s.blueprint;

import dev.varve.k8s.hook.RestoreFile;
import dev.varve.k8s.hook.TailFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A restored data directory on its way to an application that may start on it. Follows no links: a
 * restored tree may hold any.
 */
public final class DataDirectory {
    private final Path directory;

    public DataDirectory(Path directory) {
        this.directory = directory;
    }

    /** Writes a file's content. */
    @FunctionalInterface
    public interface FileSource {
        void writeTo(OutputStream out) throws IOException, InterruptedException;
    }

    /** Takes out what must not be there, and puts the restore point's files in place. */
    public void prepare(Restore restore, List<RestoreFile> files)
            throws IOException, InterruptedException {
        for (String each : restore.remove()) {
            remove(each);
        }
        for (RestoreFile each : files) {
            place(each.path(), out -> out.write(each.content()));
        }
    }

    /** Puts a log in place that was read after the thaw; it replaces an older state of it. */
    public void place(TailFile file, FileSource content) throws IOException, InterruptedException {
        long bytes = place(file.path(), content);
        if (bytes != file.lengthBytes()) {
            throw new IOException(
                    file.path() + " has " + bytes + " bytes, not " + file.lengthBytes());
        }
    }

    private long place(String path, FileSource content) throws IOException, InterruptedException {
        Path target = inside(path);
        Path parent = target.resolveSibling("");
        Files.createDirectories(parent);
        Path part = parent.resolve(target.getFileName() + ".varve-part");
        Files.deleteIfExists(part);
        long bytes;
        try (FileChannel channel =
                FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            content.writeTo(Channels.newOutputStream(channel));
            bytes = channel.size();
            own(part);
            channel.force(true);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(parent)) {
            channel.force(true);
        }
        return bytes;
    }

    /** Owner and group as the data directory has them; readable by nobody else. */
    private void own(Path file) throws IOException {
        PosixFileAttributeView like =
                Files.getFileAttributeView(directory, PosixFileAttributeView.class);
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class);
        view.setPermissions(PosixFilePermissions.fromString("rw-------"));
        if (!view.readAttributes().owner().equals(like.readAttributes().owner())) {
            view.setOwner(like.readAttributes().owner());
            view.setGroup(like.readAttributes().group());
        }
    }

    private void remove(String path) throws IOException {
        if (path.endsWith("/*")) {
            Path parent = inside(path.substring(0, path.length() - 2));
            if (Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
                for (Path each : children(parent)) {
                    removeTree(each);
                }
            }
        } else {
            removeTree(inside(path));
        }
    }

    private static void removeTree(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            for (Path each : children(path)) {
                removeTree(each);
            }
        }
        Files.deleteIfExists(path);
    }

    private static List<Path> children(Path path) throws IOException {
        try (Stream<Path> children = Files.list(path)) {
            return new ArrayList<>(children.toList());
        }
    }

    private Path inside(String path) throws IOException {
        Path current = directory;
        for (Path each : Path.of(path)) {
            if (Files.isSymbolicLink(current)) {
                throw new IOException(
                        current + " is a link: " + path + " has to be put in place by hand");
            }
            current = current.resolve(each.toString());
        }
        return current;
    }
}
