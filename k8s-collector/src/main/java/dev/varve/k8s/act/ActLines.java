package dev.varve.k8s.act;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Reads an act journal whole, and cuts off a last line that a crash left unfinished. */
final class ActLines {
    private static final int FILE_MAX_BYTES = 256 << 20;

    private ActLines() {}

    /** The channel stands behind the last whole line afterwards. */
    static List<ActEntry> read(Path file, FileChannel channel) throws IOException {
        if (channel.size() > FILE_MAX_BYTES) {
            throw new IOException(file + " is over " + FILE_MAX_BYTES + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, bytes.position()) < 0) {
                throw new IOException(file + " became shorter while it was read");
            }
        }
        return parse(file, channel, bytes.array());
    }

    private static List<ActEntry> parse(Path file, FileChannel channel, byte[] bytes)
            throws IOException {
        List<ActEntry> entries = new ArrayList<>();
        int offset = 0;
        while (offset < bytes.length) {
            int end = lineEnd(bytes, offset);
            try {
                if (end == bytes.length) {
                    throw new IllegalArgumentException("it has no end");
                }
                String line = new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
                entries.add(ActFormat.parse(entries.size(), line));
            } catch (IllegalArgumentException e) {
                if (end < bytes.length - 1) {
                    throw new IOException(
                            file + " is damaged at offset " + offset + ": " + e.getMessage(), e);
                }
                break;
            }
            offset = end + 1;
        }
        cut(channel, offset);
        return entries;
    }

    /** What was cut off was never relied on: its writer did not come back from writing it. */
    private static void cut(FileChannel channel, int lengthBytes) throws IOException {
        if (lengthBytes < channel.size()) {
            channel.truncate(lengthBytes);
            channel.force(true);
        }
        channel.position(lengthBytes);
    }

    private static int lineEnd(byte[] bytes, int offset) {
        int end = offset;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    static void forceDirectory(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }
}
