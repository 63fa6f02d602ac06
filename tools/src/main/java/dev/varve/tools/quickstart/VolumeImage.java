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
    private static final long ALIGN_BYTES = 1 << 20;
    private static final int BLOCK_BYTES = 64 << 10;

    private VolumeImage() {}

    /**
     * Fills a new file with the content of files below {@code source}, up to about {@code
     * limitBytes}.
     *
     * @return its size
     */
    static long make(Path source, Path image, long limitBytes) throws IOException {
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
            // A hole at the end, too.
            out.write(ByteBuffer.wrap(new byte[] {1}), position + ALIGN_BYTES);
            return position + ALIGN_BYTES + 1;
        }
    }

    /** Overwrites one block in a hundred, at random places. */
    static long change(Path image, long seed) throws IOException {
        Random random = new Random(seed);
        byte[] block = new byte[BLOCK_BYTES];
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
            long blocks = channel.size() / BLOCK_BYTES;
            long count = Math.max(1, blocks / 100);
            for (long i = 0; i < count; i++) {
                random.nextBytes(block);
                channel.write(ByteBuffer.wrap(block), random.nextLong(blocks) * BLOCK_BYTES);
            }
            return count * BLOCK_BYTES;
        }
    }

    private static boolean usable(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.isReadable(file);
    }
}
