package dev.varve.tools.command;

import dev.varve.ingest.crypto.ChunkNamer;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.push.Progress;
import dev.varve.ingest.record.ChunkRecordReader;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ReadEnd;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordHeader;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches chunks and compares each with its name, on the network's thread as records arrive, so
 * that none is kept. Used by one thread.
 */
final class ChunkProof implements AutoCloseable {
    private static final long WAIT_MINUTES = 10;

    private final RepositoryClient client;
    private final ChunkRecordReader reader;
    private final ChunkNamer namer;
    private final Progress progress;
    private final Set<Id> wanted = new HashSet<>();
    private @Nullable ProtocolException failure;
    private long count;

    ChunkProof(RepositoryClient client, VaultCipher cipher, Progress progress) {
        this.client = client;
        this.progress = progress;
        reader = new ChunkRecordReader(cipher);
        namer = cipher.newChunkNamer();
    }

    /**
     * Proves these.
     *
     * @throws ProtocolException DAMAGED, names the first that is absent or not what its name says
     */
    void prove(List<Id> ids) throws ProtocolException, InterruptedException {
        List<Id> distinct = ids.stream().distinct().toList();
        synchronized (this) {
            wanted.clear();
            wanted.addAll(distinct);
            failure = null;
        }
        ReadEnd end = await(distinct);
        synchronized (this) {
            if (failure != null) {
                throw failure;
            }
            if (!end.getAbsent().isEmpty() || !end.getDamaged().isEmpty() || !wanted.isEmpty()) {
                Id first =
                        wanted.isEmpty()
                                ? Id.at(end.getAbsent().concat(end.getDamaged()).toByteArray(), 0)
                                : wanted.iterator().next();
                throw damaged(first, "is absent or lies in a damaged place");
            }
            count += distinct.size();
        }
    }

    synchronized long count() {
        return count;
    }

    private ReadEnd await(List<Id> ids) throws ProtocolException, InterruptedException {
        try {
            return client.readChunks(ids, this::accept).get(WAIT_MINUTES, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProtocolException cause) {
                throw cause;
            }
            throw new ProtocolException(
                    ErrorCode.INTERNAL, "reading chunks failed: " + e.getCause(), "", e);
        } catch (TimeoutException e) {
            throw new ProtocolException(
                    ErrorCode.UNAVAILABLE, "no answer in " + WAIT_MINUTES + " minutes", "", e);
        }
    }

    private synchronized void accept(RecordHeader header, ByteBuf record) {
        try {
            ByteBuffer bytes = direct(record);
            ByteBuffer raw = reader.open(header, bytes);
            int at = raw.position();
            for (int i = 0; i < header.entryCount(); i++) {
                int length = RecordHeader.entryRawLength(bytes, bytes.position(), i);
                Id id = ChunkRecordReader.id(bytes, i);
                if (wanted.remove(id)) {
                    compare(id, raw.slice(at, length));
                    progress.addDoneBytes(length);
                }
                at += length;
            }
        } catch (ProtocolException e) {
            if (failure == null) {
                failure = e;
            }
        }
    }

    /** The reader unseals from direct memory only. */
    private static ByteBuffer direct(ByteBuf record) {
        if (record.isDirect() && record.nioBufferCount() == 1) {
            return record.nioBuffer();
        }
        ByteBuffer copy = ByteBuffer.allocateDirect(record.readableBytes());
        record.getBytes(record.readerIndex(), copy);
        return copy.flip();
    }

    private void compare(Id id, ByteBuffer chunk) throws ProtocolException {
        if (!namer.name(chunk).equals(id)) {
            throw damaged(id, "is not what its name says");
        }
    }

    private static ProtocolException damaged(Id id, String why) {
        return new ProtocolException(
                ErrorCode.DAMAGED,
                "chunk " + id + " " + why,
                "restore other points; see data level");
    }

    @Override
    public void close() {
        reader.close();
    }
}
