package dev.varve.ingest.tree;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.posix.FileType;
import dev.varve.ingest.pull.ChunkFetcher;
import dev.varve.ingest.pull.Wanted;
import dev.varve.ingest.push.Cancellation;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.node.ChunkList.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Copies regular files of a tree image in order, some MiB at a time. Confined to one thread. */
public final class FileCopy implements AutoCloseable {
    private static final long BATCH_BYTES = 8 << 20;
    private static final int ZEROS_BYTES = 64 << 10;

    private final TreeReader reader;
    private final ChunkFetcher fetcher;

    public FileCopy(
            RepositoryClient client,
            VaultCipher cipher,
            TreeReader reader,
            Cancellation cancellation) {
        this.reader = reader;
        fetcher = new ChunkFetcher(client, cipher, cancellation);
    }

    /**
     * Writes a file to {@code out}.
     *
     * @throws ProtocolException USAGE when it is no regular file; DAMAGED
     */
    public void write(TreeEntry entry, OutputStream out) throws IOException, InterruptedException {
        if (entry.status().type() != FileType.REGULAR) {
            throw new ProtocolException(
                    ErrorCode.USAGE,
                    "\"" + entry.name() + "\" is not a regular file",
                    "varve ls shows what there is");
        }
        if (entry.content() instanceof Content.Inline inline) {
            out.write(inline.bytes());
            return;
        }
        List<Part> batch = new ArrayList<>();
        long bytes = 0;
        for (Part part : reader.parts(entry.content())) {
            batch.add(part);
            bytes += part.id().isZero() ? 0 : part.rawBytes();
            if (bytes >= BATCH_BYTES) {
                write(batch, out);
                batch.clear();
                bytes = 0;
            }
        }
        write(batch, out);
    }

    /**
     * The whole content of a small file.
     *
     * @throws ProtocolException DAMAGED when it is longer than {@code mostBytes}
     */
    public byte[] bytes(TreeEntry entry, int mostBytes) throws IOException, InterruptedException {
        if (entry.status().sizeBytes() > mostBytes) {
            throw ByteReader.bad(
                    "file " + entry.name() + " has " + entry.status().sizeBytes() + " bytes");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(entry, out);
        return out.toByteArray();
    }

    private void write(List<Part> parts, OutputStream out)
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

    @Override
    public void close() {
        fetcher.close();
    }
}
