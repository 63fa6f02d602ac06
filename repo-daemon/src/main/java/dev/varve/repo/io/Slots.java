package dev.varve.repo.io;

import java.io.IOException;

/**
 * Two places of equal length in one small file, overwritten in turn: while one is being written,
 * the other stays whole. One writer at a time; readers may come from any thread or process.
 */
public interface Slots {
    /** How many there are. */
    int COUNT = 2;

    /** False: nothing was ever begun here, or the file was taken away. */
    boolean exists() throws IOException;

    /**
     * Makes the file anew, {@code first} in slot 0 and zeros in the other: whole and durable when
     * this returns, or not there at all.
     */
    void begin(byte[] first) throws IOException;

    /** What a slot holds; shorter where the file ends before the slot does. */
    byte[] read(int slot) throws IOException;

    /** Durable when this returns. After it threw, the slot may hold anything. */
    void write(int slot, byte[] content) throws IOException;
}
