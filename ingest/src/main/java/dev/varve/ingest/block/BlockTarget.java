package dev.varve.ingest.block;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is restored to. Writes by many threads; opened, begun and finished by one. */
abstract sealed class BlockTarget implements AutoCloseable {
    /** Added to the name of a file that is not whole yet. */
    static final String PARTIAL_SUFFIX = ".varve-restore";

    private static final int UNIT_BYTES = DirectWrites.USUAL_ALIGNMENT_BYTES;

    final Path path;
    private final FileChannel channel;
    private final @Nullable DirectWrites direct;

    private BlockTarget(Path path, FileChannel channel, @Nullable DirectWrites direct) {
        this.path = path;
        this.channel = channel;
        this.direct = direct;
    }

    /**
     * Opens the target.
     *
     * @throws ProtocolException TARGET_NOT_EMPTY, TARGET_UNWRITABLE
     */
    @SuppressWarnings("MustBeClosedChecker")
    static BlockTarget open(Path target, BlockRange range, boolean overwrite)
            throws ProtocolException {
        try {
            boolean device = Files.exists(target) && !Files.isRegularFile(target);
            if (Files.isDirectory(target)) {
                throw unwritable(target, "is a directory", null);
            }
            if (!overwrite && (device || (Files.exists(target) && Files.size(target) > 0))) {
                throw new ProtocolException(
                        ErrorCode.TARGET_NOT_EMPTY,
                        "target " + target + (device ? " is a device" : " is not empty"),
                        "choose another, or restore with --overwrite always");
            }
            if (device) {
                return Device.open(target, range);
            }
            return PartialFile.open(target, range);
        } catch (ProtocolException e) {
            throw e; // is an IOException, too
        } catch (IOException e) {
            throw unwritable(target, "cannot be opened: " + e, e);
        }
    }

    /** Makes the target one that nobody takes for whole. */
    abstract void begin() throws ProtocolException;

    /** Syncs, and makes it whole. */
    abstract void finish() throws ProtocolException;

    /** False: it holds nothing but zeros there, for certain. */
    abstract boolean mayHoldBytes(BlockRange.Piece piece);

    /** Writes the remaining bytes of {@code bytes}. */
    void write(long offset, ByteBuffer bytes) throws ProtocolException {
        try {
            int start = bytes.position();
            if (direct != null && bytes.alignmentOffset(start, UNIT_BYTES) == 0) {
                direct.write(bytes, offset);
            }
            while (bytes.hasRemaining()) {
                channel.write(bytes, offset + bytes.position() - start);
            }
        } catch (IOException e) {
            throw unwritable(path, "cannot be written at " + offset + ": " + e, e);
        }
    }

    /** Fills {@code bytes}. */
    void read(BlockRange.Piece piece, ByteBuffer bytes) throws ProtocolException {
        try {
            long at = piece.targetOffset();
            while (bytes.hasRemaining()) {
                int count = channel.read(bytes, at);
                if (count < 0) {
                    throw new IOException("it ends at byte " + at);
                }
                at += count;
            }
        } catch (IOException e) {
            throw unwritable(path, "cannot be read at " + piece.targetOffset() + ": " + e, e);
        }
    }

    void sync() throws ProtocolException {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw unwritable(path, "cannot be synced: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        // Closing any descriptor of a file gives up its lock: only when nothing is written any
        // more.
        try (channel) {
            if (direct != null) {
                direct.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("closing " + path + " failed", e);
        }
    }

    static ProtocolException unwritable(Path path, String why, @Nullable Throwable cause) {
        String message = "target " + path + " " + why;
        String advice = "check the rights and the free space";
        return cause == null
                ? new ProtocolException(ErrorCode.TARGET_UNWRITABLE, message, advice)
                : new ProtocolException(ErrorCode.TARGET_UNWRITABLE, message, advice, cause);
    }

    /** A file, under another name until it is whole. */
    private static final class PartialFile extends BlockTarget {
        private final Path partial;
        private final long earlierBytes;

        private PartialFile(Path path, Path partial, FileChannel channel, long earlierBytes) {
            super(path, channel, DirectWrites.open(partial));
            this.partial = partial;
            this.earlierBytes = earlierBytes;
        }

        @SuppressWarnings("MustBeClosedChecker")
        static PartialFile open(Path target, BlockRange range) throws IOException {
            Path absolute = target.toAbsolutePath();
            Path partial = absolute.resolveSibling(absolute.getFileName() + PARTIAL_SUFFIX);
            // One descriptor only: closing a second one would give up the lock.
            RandomAccessFile file = new RandomAccessFile(partial.toFile(), "rw");
            try {
                FileChannel channel = file.getChannel();
                lock(channel);
                long earlierBytes = Math.min(channel.size(), range.extent().lengthBytes());
                file.setLength(range.extent().lengthBytes()); // sparse, unlike writing
                return new PartialFile(absolute, partial, channel, earlierBytes);
            } catch (IOException e) {
                file.close();
                throw e;
            }
        }

        private static void lock(FileChannel channel) throws IOException {
            try {
                if (channel.tryLock() != null) {
                    return;
                }
            } catch (OverlappingFileLockException e) {
                throw new IOException("another restore writes to it", e);
            }
            throw new IOException("another restore writes to it");
        }

        @Override
        void begin() {
            // Its name says that it is not whole.
        }

        @Override
        void finish() throws ProtocolException {
            sync();
            try {
                Files.move(
                        partial,
                        path,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                try (FileChannel directory =
                        FileChannel.open(
                                Objects.requireNonNull(path.getParent()),
                                StandardOpenOption.READ)) {
                    directory.force(true);
                }
            } catch (IOException e) {
                throw unwritable(path, "cannot be given its name: " + e, e);
            }
        }

        @Override
        boolean mayHoldBytes(BlockRange.Piece piece) {
            return piece.targetOffset() < earlierBytes;
        }
    }

    /** A device, written in place. */
    private static final class Device extends BlockTarget {
        private static final int FIRST_BYTES = 1 << 20;

        private final long lengthBytes;
        private @Nullable ByteBuffer first;

        private Device(Path path, FileChannel channel, long lengthBytes) {
            super(path, channel, DirectWrites.open(path));
            this.lengthBytes = lengthBytes;
        }

        @SuppressWarnings("MustBeClosedChecker")
        static Device open(Path target, BlockRange range) throws IOException, ProtocolException {
            FileChannel channel =
                    FileChannel.open(target, StandardOpenOption.READ, StandardOpenOption.WRITE);
            long length = range.extent().lengthBytes();
            if (channel.size() < length) {
                long size = channel.size();
                channel.close();
                throw unwritable(target, "has " + size + " bytes where " + length + " go", null);
            }
            return new Device(target, channel, length);
        }

        /** Its first MiB, where file systems and tables begin, is held back to the end. */
        @Override
        void begin() throws ProtocolException {
            int length = (int) Math.min(FIRST_BYTES, lengthBytes);
            super.write(0, ByteBuffer.allocateDirect(length));
            sync();
            first = ByteBuffer.allocateDirect(length);
        }

        @Override
        void write(long offset, ByteBuffer bytes) throws ProtocolException {
            ByteBuffer held = first;
            if (held == null || offset >= held.capacity()) {
                super.write(offset, bytes);
                return;
            }
            int at = (int) offset;
            int heldBytes = Math.min(bytes.remaining(), held.capacity() - at);
            held.put(at, bytes, bytes.position(), heldBytes); // each lane its own part
            if (heldBytes < bytes.remaining()) {
                bytes.position(bytes.position() + heldBytes);
                super.write(offset + heldBytes, bytes);
            }
        }

        @Override
        void finish() throws ProtocolException {
            sync();
            ByteBuffer held = first;
            if (held != null) {
                super.write(0, held.clear());
            }
            sync();
        }

        @Override
        boolean mayHoldBytes(BlockRange.Piece piece) {
            return true;
        }
    }
}
