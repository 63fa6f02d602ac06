package dev.varve.tools.quickstart;

import dev.varve.ingest.posix.DirectoryHandle;
import dev.varve.ingest.posix.FileHandle;
import dev.varve.ingest.posix.FileName;
import dev.varve.ingest.posix.FileStatus;
import dev.varve.ingest.posix.FileType;
import dev.varve.ingest.posix.PosixException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Compares two directory trees: names, types, modes, owners, times of change to the nanosecond,
 * extended attributes and ACLs, link targets, which names are one file, device numbers, every byte,
 * and that what was sparse still is. Confined to one thread.
 */
public final class TreeComparison {
    private static final int MOST_DIFFERENCES = 100;
    private static final int BUFFER_BYTES = 1 << 20;

    /** Blocks of a file system and its own ways with the end of a file are no difference. */
    private static final long SPARSE_SLACK_BYTES = 256 << 10;

    private final ByteBuffer left = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer right = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final List<String> differences = new ArrayList<>();
    private final Map<Inode, Inode> sameFile = new HashMap<>();
    private final Map<Inode, Inode> sameFileBack = new HashMap<>();
    private long files;
    private long bytes;
    private long attributes;

    private record Inode(long device, long number) {
        static Inode of(FileStatus status) {
            return new Inode(status.device(), status.inode());
        }
    }

    /**
     * What was compared, and what differs.
     *
     * @param files of all types, directories included
     */
    public record Result(long files, long bytes, long attributes, List<String> differences) {
        public Result {
            differences = List.copyOf(differences);
        }

        /** True when nothing differs; never for an empty comparison. */
        public boolean equal() {
            return files > 0 && differences.isEmpty();
        }
    }

    /** Compares all of {@code expected} with all of {@code actual}, both directories. */
    public static Result compare(Path expected, Path actual) throws PosixException {
        TreeComparison comparison = new TreeComparison();
        try (DirectoryHandle one = DirectoryHandle.open(expected);
                DirectoryHandle other = DirectoryHandle.open(actual)) {
            comparison.status(".", one.status(), other.status());
            comparison.attributes(".", one.attributes(), other.attributes());
            comparison.directory("", one, other);
        }
        return new Result(
                comparison.files, comparison.bytes, comparison.attributes, comparison.differences);
    }

    private void directory(String path, DirectoryHandle one, DirectoryHandle other)
            throws PosixException {
        files++;
        TreeSet<FileName> expected = new TreeSet<>(one.names());
        TreeSet<FileName> actual = new TreeSet<>(other.names());
        for (FileName name : actual) {
            if (!expected.contains(name)) {
                differ(path + name, "is there and should not be");
            }
        }
        for (FileName name : expected) {
            if (differences.size() >= MOST_DIFFERENCES) {
                return;
            }
            if (actual.contains(name)) {
                entry(path + name, name, one, other);
            } else {
                differ(path + name, "is missing");
            }
        }
    }

    private void entry(String path, FileName name, DirectoryHandle one, DirectoryHandle other)
            throws PosixException {
        FileStatus expected = one.status(name);
        FileStatus actual = other.status(name);
        if (!status(path, expected, actual)) {
            return;
        }
        attributes(path, one.attributes(name), other.attributes(name));
        if (expected.type() == FileType.DIRECTORY) {
            try (DirectoryHandle below = one.openDirectory(name);
                    DirectoryHandle otherBelow = other.openDirectory(name)) {
                directory(path + "/", below, otherBelow);
            }
            return;
        }
        files++;
        boolean first = !sameFile.containsKey(Inode.of(expected));
        hardLinks(path, expected, actual);
        if (expected.type() == FileType.SYMLINK) {
            if (!Arrays.equals(one.readLink(name), other.readLink(name))) {
                differ(path, "leads elsewhere");
            }
        } else if (expected.type() == FileType.REGULAR && first) {
            try (FileHandle file = one.openFile(name);
                    FileHandle otherFile = other.openFile(name)) {
                content(path, file, otherFile, expected.sizeBytes());
            }
            sparse(path, expected, actual);
        }
    }

    private boolean status(String path, FileStatus expected, FileStatus actual) {
        int before = differences.size();
        same(path, "type", expected.type(), actual.type());
        if (expected.type() != FileType.SYMLINK) {
            same(path, "mode", expected.permissions(), actual.permissions());
        }
        same(path, "owner", expected.uid(), actual.uid());
        same(path, "group", expected.gid(), actual.gid());
        same(path, "time of change", expected.modified(), actual.modified());
        same(path, "device number", expected.deviceNumber(), actual.deviceNumber());
        if (expected.type() != FileType.DIRECTORY) {
            same(path, "size", expected.sizeBytes(), actual.sizeBytes());
            same(path, "number of names", expected.linkCount(), actual.linkCount());
        }
        return differences.size() == before;
    }

    private void attributes(
            String path, SortedMap<String, byte[]> expected, SortedMap<String, byte[]> actual) {
        same(path, "names of extended attributes", expected.keySet(), actual.keySet());
        expected.forEach((name, value) -> {
            attributes++;
            if (!Arrays.equals(value, actual.get(name))) {
                differ(path, "extended attribute " + name + " differs");
            }
        });
    }

    private void hardLinks(String path, FileStatus expected, FileStatus actual) {
        Inode one = Inode.of(expected);
        Inode other = Inode.of(actual);
        Inode before = sameFile.putIfAbsent(one, other);
        Inode beforeBack = sameFileBack.putIfAbsent(other, one);
        if ((before != null && !before.equals(other))
                || (beforeBack != null && !beforeBack.equals(one))) {
            differ(path, "is not the same file as the same other names");
        }
    }

    private void content(String path, FileHandle one, FileHandle other, long sizeBytes)
            throws PosixException {
        long offset = 0;
        while (offset < sizeBytes) {
            int length = (int) Math.min(BUFFER_BYTES, sizeBytes - offset);
            if (!fill(left, one, offset, length) || !fill(right, other, offset, length)) {
                differ(path, "became shorter while it was compared");
                return;
            }
            int at = left.mismatch(right);
            if (at >= 0) {
                differ(path, "differs at byte " + (offset + at));
                return;
            }
            offset += length;
            bytes += length;
        }
    }

    private static boolean fill(ByteBuffer buffer, FileHandle file, long offset, int length)
            throws PosixException {
        buffer.clear().limit(length);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, offset + buffer.position()) == 0) {
                return false;
            }
        }
        buffer.flip();
        return true;
    }

    private void sparse(String path, FileStatus expected, FileStatus actual) {
        boolean wasSparse = expected.allocatedBytes() + SPARSE_SLACK_BYTES < expected.sizeBytes();
        if (wasSparse && actual.allocatedBytes() > expected.allocatedBytes() + SPARSE_SLACK_BYTES) {
            differ(
                    path,
                    "was sparse ("
                            + expected.allocatedBytes()
                            + " bytes on disk) and takes "
                            + actual.allocatedBytes());
        }
    }

    private <T> void same(String path, String what, T expected, T actual) {
        if (!expected.equals(actual)) {
            differ(path, what + " is " + actual + " instead of " + expected);
        }
    }

    private void differ(String path, String how) {
        differences.add(path + ": " + how);
    }
}
