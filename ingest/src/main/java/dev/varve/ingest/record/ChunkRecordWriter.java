package dev.varve.ingest.record;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.varve.ingest.crypto.Sealer;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordHeader;
import dev.varve.protocol.record.RecordType;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Makes CHUNKS records: compresses the chunks of a {@link Bundle} together, seals them, and writes
 * the record in place at the end of a run. Confined to one thread. docs/formats/segment.md,
 * keys.md.
 */
public final class ChunkRecordWriter implements AutoCloseable {
    /** Compressed must be smaller by this part at least, or the bytes are kept as they are. */
    private static final int LEAST_GAIN_DIVISOR = 32;

    /** Bundles smaller than this are not worth a sample. */
    private static final int SAMPLE_BYTES = 16 << 10;

    private final @Nullable Sealer sealer;
    private final CompressionLevel level;
    private final ZstdCompressCtx zstd = new ZstdCompressCtx();
    private final ZstdCompressCtx sampler = new ZstdCompressCtx();
    private ByteBuffer scratch = ByteBuffer.allocateDirect(0);

    public ChunkRecordWriter(VaultCipher cipher, CompressionLevel level) {
        this.sealer = cipher.seals() ? cipher.newChunkSealer() : null;
        this.level = level;
        zstd.setLevel(level.zstdLevel()).setContentSize(true).setChecksum(false);
        sampler.setLevel(1).setContentSize(true).setChecksum(false);
    }

    /** The most bytes that a record of {@code bundle} takes. */
    public static int maxLength(Bundle bundle) {
        return RecordHeader.align(
                RecordHeader.LENGTH
                        + bundle.size() * RecordHeader.TABLE_ENTRY_LENGTH
                        + Sealer.sealedLength(bundle.rawBytes()));
    }

    /**
     * Appends the record of {@code bundle} to {@code run}, which is direct and grows if it must.
     */
    public void write(Bundle bundle, ByteBuf run) {
        int most = maxLength(bundle);
        run.ensureWritable(most);
        int start = run.writerIndex();
        ByteBuffer target = run.nioBuffer(start, most).order(ByteOrder.LITTLE_ENDIAN);
        int tableEnd = RecordHeader.LENGTH + bundle.size() * RecordHeader.TABLE_ENTRY_LENGTH;
        writeTable(bundle, target);
        target.position(tableEnd);
        ByteBuffer table = target.slice(RecordHeader.LENGTH, tableEnd - RecordHeader.LENGTH);
        ByteBuffer packed = compress(bundle.raw());
        int codec = packed == null ? RecordHeader.CODEC_NONE : RecordHeader.CODEC_ZSTD;
        ByteBuffer plain = packed == null ? bundle.raw() : packed;
        if (sealer == null) {
            target.put(plain);
        } else {
            sealer.seal(plain, table, target);
        }
        int payloadLength = target.position() - tableEnd;
        finish(bundle, target, codec, payloadLength);
        run.writerIndex(start + RecordHeader.align(tableEnd + payloadLength));
    }

    private void finish(Bundle bundle, ByteBuffer target, int codec, int payloadLength) {
        while (target.position() % RecordHeader.ALIGNMENT != 0) {
            target.put((byte) 0);
        }
        int flags = sealer == null ? 0 : RecordHeader.FLAG_SEALED;
        RecordHeader draft =
                new RecordHeader(
                        RecordType.CHUNKS,
                        codec,
                        flags,
                        bundle.size(),
                        payloadLength,
                        bundle.rawBytes(),
                        0);
        new RecordHeader(
                        RecordType.CHUNKS,
                        codec,
                        flags,
                        bundle.size(),
                        payloadLength,
                        bundle.rawBytes(),
                        draft.computeBodyCrc(target, 0))
                .write(target, 0);
    }

    private static void writeTable(Bundle bundle, ByteBuffer target) {
        int at = RecordHeader.LENGTH;
        for (int i = 0; i < bundle.size(); i++) {
            bundle.id(i).write(target, at);
            target.putInt(at + Id.LENGTH, bundle.rawLength(i));
            at += RecordHeader.TABLE_ENTRY_LENGTH;
        }
    }

    /** Null: not worth it. */
    private @Nullable ByteBuffer compress(ByteBuffer raw) {
        int length = raw.remaining();
        if (level == CompressionLevel.OFF || looksIncompressible(raw)) {
            return null;
        }
        ByteBuffer packed = scratch((int) Zstd.compressBound(length));
        int packedLength =
                zstd.compressDirectByteBuffer(
                        packed, 0, packed.capacity(), raw, raw.position(), length);
        if (packedLength > length - length / LEAST_GAIN_DIVISOR) {
            return null;
        }
        return packed.limit(packedLength);
    }

    /** The slow levels try a piece from the middle at the fastest one first. */
    private boolean looksIncompressible(ByteBuffer raw) {
        int length = raw.remaining();
        if (level.zstdLevel() < CompressionLevel.HIGH.zstdLevel() || length < 4 * SAMPLE_BYTES) {
            return false;
        }
        ByteBuffer packed = scratch((int) Zstd.compressBound(length));
        for (int part = 1; part <= 3; part++) {
            int at = raw.position() + length / 4 * part - SAMPLE_BYTES / 2;
            int packedLength =
                    sampler.compressDirectByteBuffer(
                            packed, 0, packed.capacity(), raw, at, SAMPLE_BYTES);
            if (packedLength < SAMPLE_BYTES - SAMPLE_BYTES / LEAST_GAIN_DIVISOR) {
                return false;
            }
        }
        return true;
    }

    private ByteBuffer scratch(int capacity) {
        if (scratch.capacity() < capacity) {
            scratch = ByteBuffer.allocateDirect(capacity);
        }
        return scratch.clear();
    }

    @Override
    public void close() {
        zstd.close();
        sampler.close();
    }
}
