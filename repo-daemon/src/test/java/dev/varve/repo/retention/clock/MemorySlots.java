package dev.varve.repo.retention.clock;

import dev.varve.repo.io.Slots;
import java.io.IOException;
import java.util.Arrays;

/** Two slots in memory, which can tear, flip and refuse. Confined to one thread. */
final class MemorySlots implements Slots {
    private byte[][] slots = {};
    private int tearAt = -1;
    private boolean refusing;
    private final boolean[] unreadable = new boolean[COUNT];
    int writes;

    @Override
    public boolean exists() {
        return slots.length > 0;
    }

    @Override
    public void begin(byte[] first) {
        slots = new byte[][] {first.clone(), new byte[first.length]};
        writes++;
    }

    @Override
    public byte[] read(int slot) throws IOException {
        if (unreadable[slot]) {
            throw new IOException("a bad block");
        }
        return slots[slot].clone();
    }

    @Override
    public void write(int slot, byte[] content) throws IOException {
        if (refusing) {
            throw new IOException("the disk refuses");
        }
        if (tearAt >= 0) {
            System.arraycopy(content, 0, slots[slot], 0, tearAt);
            tearAt = -1;
            throw new IOException("the power failed");
        }
        slots[slot] = content.clone();
        writes++;
    }

    /** Of the next write only the first {@code bytes} reach the disk, and then it throws. */
    void tearNextWriteAt(int bytes) {
        tearAt = bytes;
    }

    void refuse(boolean refuse) {
        refusing = refuse;
    }

    void unreadable(int slot) {
        unreadable[slot] = true;
    }

    void flip(int slot, int offset) {
        slots[slot][offset] ^= 1;
    }

    byte[][] copy() {
        return Arrays.stream(slots).map(byte[]::clone).toArray(byte[][]::new);
    }

    void putBack(byte[][] copy) {
        slots = Arrays.stream(copy).map(byte[]::clone).toArray(byte[][]::new);
    }
}
