package dev.varve.ingest.pull;

import dev.varve.protocol.error.ProtocolException;
import java.nio.ByteBuffer;

/** Takes chunks that were fetched and proved. */
@FunctionalInterface
public interface ChunkSink {
    /**
     * Takes one.
     *
     * @param index number of the wanted chunk, from 0
     * @param raw its bytes, position to limit, in a direct buffer; valid during the call only
     */
    void accept(long index, ByteBuffer raw) throws ProtocolException, InterruptedException;
}
