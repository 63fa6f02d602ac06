package dev.varve.repo.io;

import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of one data directory. Names are relative, with {@code /} between the parts, and never
 * leave the directory. Creating, renaming and deleting are durable only after {@link #syncFolder}
 * of the folder that holds the name. Safe for several threads.
 */
public interface StorageDirectory {
    /** Where it lies on the machine, for messages and for libraries that need a real path. */
    Path path();

    /**
     * Creates an empty file, open for reading and appending.
     *
     * @throws java.nio.file.FileAlreadyExistsException when the name is taken
     */
    StorageFile create(String name) throws IOException;

    /**
     * Opens a file for reading, appending and truncating.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     */
    StorageFile open(String name) throws IOException;

    /**
     * Opens a file for reading only.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     */
    StorageFile openForReading(String name) throws IOException;

    boolean exists(String name) throws IOException;

    /** Bytes in a file. */
    long size(String name) throws IOException;

    /**
     * Names (without the folder) of the files in a folder, sorted; empty when there is no folder.
     */
    List<String> list(String folder) throws IOException;

    /** Makes a folder and those above it, durably; nothing when it is there. */
    void createFolder(String folder) throws IOException;

    /** Gives a file a new name, in place of what had it, in one step. */
    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /**
     * Makes creations, renames and deletions in a folder durable; {@code ""} is the directory
     * itself.
     */
    void syncFolder(String folder) throws IOException;

    /** Bytes that can still be written to the disk below. */
    long freeBytes() throws IOException;

    /** Size of the disk below in bytes. */
    long totalBytes() throws IOException;

    /**
     * Locks the directory for this process by the file {@code name}.
     *
     * @throws ProtocolException REPOSITORY_IN_USE when another process, or this one, has it
     */
    StorageLock lock(String name) throws IOException;
}
