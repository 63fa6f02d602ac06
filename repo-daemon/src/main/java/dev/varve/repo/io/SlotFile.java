package dev.varve.repo.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * {@link Slots} on a real file system. Each slot begins a block of its own, so that no write of one
 * touches the disk's block of the other.
 *
 * @param slotBytes the length of a slot, at most {@link #STRIDE_BYTES}
 */
public record SlotFile(Path path, int slotBytes) implements Slots {
    /** From the start of one slot to that of the next: no disk in use has larger blocks. */
    public static final int STRIDE_BYTES = 4096;

    public SlotFile {
        if (slotBytes < 1 || slotBytes > STRIDE_BYTES) {
            throw new IllegalArgumentException("slots of " + slotBytes + " bytes");
        }
    }

    @Override
    public boolean exists() {
        // What cannot be looked at may well be there, and must not be begun anew.
        return !Files.notExists(path);
    }

    @Override
    public void begin(byte[] first) throws IOException {
        requireSlot(first);
        new AtomicFile(path).write(Arrays.copyOf(first, COUNT * STRIDE_BYTES));
    }

    @Override
    public byte[] read(int slot) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(slotBytes);
            long start = start(slot);
            while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) >= 0) {}
            return Arrays.copyOf(bytes.array(), bytes.position());
        }
    }

    @Override
    public void write(int slot, byte[] content) throws IOException {
        requireSlot(content);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            long start = start(slot);
            while (bytes.hasRemaining()) {
                channel.write(bytes, start + bytes.position());
            }
            channel.force(true);
        }
    }

    private void requireSlot(byte[] content) {
        if (content.length != slotBytes) {
            throw new IllegalArgumentException(
                    content.length + " bytes for a slot of " + slotBytes);
        }
    }

    private static long start(int slot) {
        if (slot < 0 || slot >= COUNT) {
            throw new IllegalArgumentException("slot " + slot);
        }
        return (long) slot * STRIDE_BYTES;
    }
}
