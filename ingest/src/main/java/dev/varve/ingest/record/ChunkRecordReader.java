package dev.varve.ingest.record;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.varve.ingest.crypto.Sealer;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordHeader;
import dev.varve.protocol.record.RecordType;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Opens CHUNKS records: unseals and decompresses, never beyond the raw length that the header
 * gives. Does not check the chunks against their names. Confined to one thread.
 */
public final class ChunkRecordReader implements AutoCloseable {
    private final @Nullable Sealer sealer;
    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
    private ByteBuffer plain = ByteBuffer.allocateDirect(0);
    private ByteBuffer raw = ByteBuffer.allocateDirect(0);

    public ChunkRecordReader(VaultCipher cipher) {
        this.sealer = cipher.seals() ? cipher.newChunkSealer() : null;
    }

    /**
     * Opens a record.
     *
     * @param record direct; the record from position to limit, left as it was
     * @return the chunks one after another, lengths as in the table; valid until the next call
     * @throws ProtocolException DAMAGED, says what is wrong
     */
    public ByteBuffer open(RecordHeader header, ByteBuffer record) throws ProtocolException {
        int start = record.position();
        checkTable(header, record);
        int tableLength = header.entryCount() * RecordHeader.TABLE_ENTRY_LENGTH;
        ByteBuffer table = record.slice(start + RecordHeader.LENGTH, tableLength);
        ByteBuffer payload = record.slice(start + header.payloadOffset(), header.payloadLength());
        ByteBuffer packed = unseal(table, payload);
        if (header.codec() == RecordHeader.CODEC_ZSTD) {
            return decompress(packed, header.rawLength());
        }
        if (packed.remaining() != header.rawLength()) {
            throw damaged(
                    "holds " + packed.remaining() + " bytes instead of " + header.rawLength());
        }
        return packed;
    }

    private void checkTable(RecordHeader header, ByteBuffer record) throws ProtocolException {
        if (header.type() != RecordType.CHUNKS) {
            throw damaged("is of type " + header.type());
        }
        if (header.sealed() != (sealer != null)) {
            throw damaged(header.sealed() ? "is sealed in a plain vault" : "is not sealed");
        }
        if (header.totalLength() > record.remaining()) {
            throw damaged("is cut short");
        }
        long sum = 0;
        for (int i = 0; i < header.entryCount(); i++) {
            int length = RecordHeader.entryRawLength(record, record.position(), i);
            if (length <= 0) {
                throw damaged("has a chunk of " + length + " bytes");
            }
            sum += length;
        }
        if (sum != header.rawLength()) {
            throw damaged("has chunks of " + sum + " bytes, not " + header.rawLength());
        }
    }

    private ByteBuffer unseal(ByteBuffer table, ByteBuffer payload) throws ProtocolException {
        if (sealer == null) {
            return payload;
        }
        int length = Sealer.plainLength(payload.remaining());
        if (plain.capacity() < length) {
            plain = ByteBuffer.allocateDirect(length);
        }
        sealer.open(payload, table, plain.clear());
        return plain.flip();
    }

    private ByteBuffer decompress(ByteBuffer packed, int rawLength) throws ProtocolException {
        if (raw.capacity() < rawLength) {
            raw = ByteBuffer.allocateDirect(rawLength);
        }
        int length;
        try {
            length =
                    zstd.decompressDirectByteBuffer(
                            raw.clear(),
                            0,
                            rawLength,
                            packed,
                            packed.position(),
                            packed.remaining());
        } catch (ZstdException e) {
            throw damaged("does not decompress: " + e.getMessage());
        }
        if (length != rawLength) {
            throw damaged("decompresses to " + length + " bytes, not " + rawLength);
        }
        return raw.limit(rawLength);
    }

    private static ProtocolException damaged(String why) {
        return new ProtocolException(
                ErrorCode.DAMAGED,
                "a record of chunks " + why,
                "run varve check --level data to see which points use it");
    }

    /** Name of a chunk of a record, for those who match it with what they asked for. */
    public static Id id(ByteBuffer record, int index) {
        return RecordHeader.entryId(record, record.position(), index);
    }

    @Override
    public void close() {
        zstd.close();
    }
}
