package dev.varve.repo.io;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A data directory on a real file system. */
public final class FileStorageDirectory implements StorageDirectory {
    private final Path root;
    private final DirectFiles directFiles = new DirectFiles();

    /** The folder need not exist yet; {@link #createFolder} with {@code ""} makes it. */
    public FileStorageDirectory(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public Path path() {
        return root;
    }

    @Override
    public StorageFile create(String name) throws IOException {
        Path path = resolve(name);
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE).close();
        return new FileStorageFile(name, path, true, directFiles);
    }

    @Override
    public StorageFile open(String name) throws IOException {
        return new FileStorageFile(name, resolve(name), true, directFiles);
    }

    @Override
    public StorageFile openForReading(String name) throws IOException {
        return new FileStorageFile(name, resolve(name), false, directFiles);
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(resolve(name));
    }

    @Override
    public long size(String name) throws IOException {
        return Files.size(resolve(name));
    }

    @Override
    public List<String> list(String folder) throws IOException {
        try (Stream<Path> files = Files.list(resolve(folder))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    @Override
    public void createFolder(String folder) throws IOException {
        Path path = resolve(folder);
        if (Files.isDirectory(path)) {
            return;
        }
        Path parent = path.getParent();
        if (parent != null && !path.equals(root)) {
            createFolder(root.relativize(parent).toString());
        } else if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.createDirectories(path);
        if (parent != null) {
            syncPath(parent);
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(
                resolve(from),
                resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(resolve(name));
    }

    @Override
    public void syncFolder(String folder) throws IOException {
        syncPath(resolve(folder));
    }

    @Override
    public long freeBytes() throws IOException {
        return store().getUsableSpace();
    }

    @Override
    public long totalBytes() throws IOException {
        return store().getTotalSpace();
    }

    @Override
    public StorageLock lock(String name) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel::close;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            ProtocolException inUse = inUse(name);
            inUse.initCause(e);
            throw inUse;
        }
        channel.close();
        throw inUse(name);
    }

    private ProtocolException inUse(String name) {
        return new ProtocolException(
                ErrorCode.REPOSITORY_IN_USE,
                "another process works in " + root + " (it holds " + name + ")",
                "End the other daemon or command first.");
    }

    private FileStore store() throws IOException {
        return Files.getFileStore(root);
    }

    private static void syncPath(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path resolve(String name) {
        Path path = root.resolve(name).normalize();
        if (!path.startsWith(root)) {
            throw new IllegalArgumentException("name " + name + " leaves the data directory");
        }
        return path;
    }
}
