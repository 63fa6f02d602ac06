package dev.varve.repo.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One small file that is replaced whole or not at all: written beside its place, fsynced, renamed,
 * and the folder fsynced, so that a crash leaves the old content or the new. Mode 0600. Two writers
 * of one file must exclude each other by a {@link LockFile}.
 */
public record AtomicFile(Path path) {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_FOLDER =
            PosixFilePermissions.fromString("rwx------");

    /** Tells whether a file was replaced since it was last read. */
    public record Stamp(long modifiedNanos, long lengthBytes, Object fileKey) {}

    /** Makes the folder and those above it, mode 0700. */
    public static void createFolder(Path folder) throws IOException {
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
    }

    /** Names of the files in {@code folder} that end in {@code suffix}, without it, sorted. */
    public static List<String> names(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(suffix) && !name.startsWith("."))
                    .map(name -> name.substring(0, name.length() - suffix.length()))
                    .sorted()
                    .toList();
        }
    }

    /** Durable when this returns. */
    public void write(byte[] content) throws IOException {
        Path beside = path.resolveSibling("." + path.getFileName() + ".new");
        Files.deleteIfExists(beside);
        try (FileChannel channel =
                FileChannel.open(
                        beside,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
        syncFolder();
    }

    /**
     * The whole content.
     *
     * @throws IOException also when the file is over {@code mostBytes}
     */
    public byte[] read(int mostBytes) throws IOException {
        long length = Files.size(path);
        if (length > mostBytes) {
            throw new IOException(path + " is " + length + " bytes long, over " + mostBytes);
        }
        return Files.readAllBytes(path);
    }

    /** False: there was none. Durable when this returns. */
    public boolean delete() throws IOException {
        boolean was = Files.deleteIfExists(path);
        if (was) {
            syncFolder();
        }
        return was;
    }

    public boolean exists() {
        return Files.exists(path);
    }

    /** Empty: there is no such file. */
    public Optional<Stamp> stamp() throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            Object key = attributes.fileKey() == null ? path : attributes.fileKey();
            return Optional.of(
                    new Stamp(
                            attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                            attributes.size(),
                            key));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    private void syncFolder() throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
