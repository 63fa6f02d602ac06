package dev.varve.perf.workload;

/** Bytes of W1 in memory, for benchmarks of parts. */
public final class SampleBytes {
    private SampleBytes() {}

    /** Text and database pages in turns of 64 KiB; {@code lengthBytes} is a multiple of that. */
    public static byte[] mixed(long seed, int lengthBytes) {
        Content content = new Content(seed);
        byte[] bytes = new byte[lengthBytes];
        byte[] block = new byte[ImageChange.BLOCK_BYTES];
        if (lengthBytes % block.length != 0) {
            throw new IllegalArgumentException(lengthBytes + " bytes are not whole blocks");
        }
        for (int at = 0; at < lengthBytes; at += block.length) {
            int number = at / block.length;
            CellKind kind = number % 2 == 0 ? CellKind.TEXT : CellKind.DATABASE;
            content.fill(kind, block, at, SplitMix64.forPart(seed, number));
            System.arraycopy(block, 0, bytes, at, block.length);
        }
        return bytes;
    }
}
