package dev.varve.tools.quickstart;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A volume's image made from real files, one after another with holes between them. */
final class VolumeImage {
    private static final long ALIGN_BYTES = 64 << 10;

    /** Cannot be compressed and is nowhere else: pushing it takes long enough to be killed. */
    private static final int RANDOM_BYTES = 64 << 20;

    private static final long HOLE_BYTES = 16 << 20;
    private static final int BLOCK_BYTES = 64 << 10;

    private VolumeImage() {}

    /**
     * Fills a new file with the content of files below {@code source}, up to about {@code
     * limitBytes}, then random bytes, with holes between and after them.
     */
    static void make(Path source, Path image, long limitBytes, Random random) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(source)) {
            files = all.filter(VolumeImage::usable).sorted().toList();
        }
        try (FileChannel out =
                FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long position = 0;
            for (Path file : files) {
                if (position >= limitBytes) {
                    break;
                }
                try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
                    long wanted = Math.min(in.size(), limitBytes - position);
                    for (long done = 0; done < wanted; ) {
                        out.position(position + done);
                        long moved = in.transferTo(done, wanted - done, out);
                        if (moved <= 0) {
                            break;
                        }
                        done += moved;
                    }
                    position = (position + wanted + ALIGN_BYTES) / ALIGN_BYTES * ALIGN_BYTES;
                }
            }
            position += HOLE_BYTES;
            byte[] block = new byte[BLOCK_BYTES];
            for (int written = 0; written < RANDOM_BYTES; written += BLOCK_BYTES) {
                random.nextBytes(block);
                out.write(ByteBuffer.wrap(block), position + written);
            }
            // Ends in a hole and in the middle of a block.
            out.write(ByteBuffer.wrap(new byte[] {1}), position + RANDOM_BYTES + HOLE_BYTES);
        }
    }

    /** Overwrites one block in a hundred, at random places. */
    static void change(Path image, Random random) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
            long blocks = channel.size() / BLOCK_BYTES;
            long count = Math.max(1, blocks / 100);
            for (long i = 0; i < count; i++) {
                random.nextBytes(block);
                channel.write(ByteBuffer.wrap(block), random.nextLong(blocks) * BLOCK_BYTES);
            }
        }
    }

    private static boolean usable(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.isReadable(file);
    }
}
