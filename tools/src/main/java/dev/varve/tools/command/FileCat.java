package dev.varve.tools.command;

import dev.varve.ingest.posix.FileType;
import dev.varve.ingest.pull.ChunkFetcher;
import dev.varve.ingest.pull.Wanted;
import dev.varve.ingest.tree.Content;
import dev.varve.ingest.tree.TreeEntry;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.node.ChunkList.Part;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Writes one file of a tree image in order, some MiB at a time. */
final class FileCat {
    private static final long BATCH_BYTES = 8 << 20;
    private static final int ZEROS_BYTES = 64 << 10;

    private final RepositoryClient client;
    private final TreeImage image;

    FileCat(RepositoryClient client, TreeImage image) {
        this.client = client;
        this.image = image;
    }

    /**
     * Writes the file.
     *
     * @throws ProtocolException USAGE when it is no regular file; DAMAGED
     */
    void write(OutputStream out) throws IOException, InterruptedException {
        TreeEntry entry = image.entry();
        if (entry.status().type() != FileType.REGULAR) {
            throw VarveCommand.usage(
                    "\"" + entry.name() + "\" is a " + TreeImage.type(entry) + ", not a file",
                    "varve ls shows what there is");
        }
        if (entry.content() instanceof Content.Inline inline) {
            out.write(inline.bytes());
            return;
        }
        try (ChunkFetcher fetcher =
                new ChunkFetcher(client, image.cipher(), Interruption.cancellation())) {
            List<Part> batch = new ArrayList<>();
            long bytes = 0;
            for (Part part : image.reader().parts(entry.content())) {
                batch.add(part);
                bytes += part.id().isZero() ? 0 : part.rawBytes();
                if (bytes >= BATCH_BYTES) {
                    write(fetcher, batch, out);
                    batch.clear();
                    bytes = 0;
                }
            }
            write(fetcher, batch, out);
        }
    }

    private static void write(ChunkFetcher fetcher, List<Part> parts, OutputStream out)
            throws IOException, InterruptedException {
        List<Wanted> wanted =
                parts.stream()
                        .filter(part -> !part.id().isZero())
                        .map(part -> new Wanted(part.id(), Math.toIntExact(part.rawBytes())))
                        .toList();
        byte[][] chunks = new byte[wanted.size()][];
        fetcher.fetch(
                wanted.iterator(),
                (index, raw) -> {
                    byte[] bytes = new byte[raw.remaining()];
                    raw.get(bytes);
                    chunks[Math.toIntExact(index)] = bytes;
                });
        int next = 0;
        for (Part part : parts) {
            if (part.id().isZero()) {
                zeros(part.rawBytes(), out);
            } else {
                out.write(chunks[next++]);
            }
        }
    }

    private static void zeros(long count, OutputStream out) throws IOException {
        byte[] zeros = new byte[ZEROS_BYTES];
        for (long left = count; left > 0; left -= zeros.length) {
            out.write(zeros, 0, (int) Math.min(left, zeros.length));
        }
    }
}
