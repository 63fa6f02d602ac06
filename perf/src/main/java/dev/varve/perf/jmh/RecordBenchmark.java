package dev.varve.perf.jmh;

import dev.varve.ingest.crypto.ChunkNamer;
import dev.varve.ingest.crypto.Sealer;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.record.Bundle;
import dev.varve.ingest.record.ChunkRecordReader;
import dev.varve.ingest.record.ChunkRecordWriter;
import dev.varve.ingest.record.CompressionLevel;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Naming, sealing, and whole records of 16 blocks of 64 KiB; an operation is 1 MiB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class RecordBenchmark {
    private static final int BLOCK_BYTES = 64 << 10;
    private static final int BLOCKS = 16;

    /** Compression of the records. */
    @Param({"OFF", "FAST", "DEFAULT", "HIGH"})
    public CompressionLevel level = CompressionLevel.DEFAULT;

    private final VaultCipher cipher;
    private final ByteBuffer raw = Samples.direct(BLOCKS * BLOCK_BYTES);
    private final ChunkNamer namer;
    private final Sealer sealer;
    private final Bundle bundle = new Bundle(raw);
    private final ByteBuf run = Unpooled.directBuffer(2 << 20);
    private final ByteBuffer sealed = ByteBuffer.allocateDirect(2 << 20);
    private final ByteBuffer bound = ByteBuffer.allocate(RecordHeader.TABLE_ENTRY_LENGTH);
    private final ChunkRecordReader reader;
    private ChunkRecordWriter writer;

    public RecordBenchmark() {
        try {
            cipher = Samples.cipher();
        } catch (ProtocolException e) {
            throw new IllegalStateException(e);
        }
        namer = cipher.newChunkNamer();
        sealer = cipher.newChunkSealer();
        reader = new ChunkRecordReader(cipher);
        writer = new ChunkRecordWriter(cipher, level);
    }

    /** A writer of the level that JMH has set by now, and a record to read. */
    @Setup
    public void setUp() {
        writer.close();
        writer = new ChunkRecordWriter(cipher, level);
        writeRecord();
    }

    @TearDown
    public void tearDown() {
        writer.close();
        reader.close();
        run.release();
    }

    /** HMAC-SHA-256 of each block. */
    @Benchmark
    public Id name() {
        Id last = Id.ZERO;
        for (int i = 0; i < BLOCKS; i++) {
            last = namer.name(raw.slice(i * BLOCK_BYTES, BLOCK_BYTES));
        }
        return last;
    }

    /** AES-256-GCM alone. */
    @Benchmark
    public ByteBuffer seal() {
        sealer.seal(raw.duplicate(), bound, sealed.clear());
        return sealed;
    }

    /** Name, compress, seal, checksum. */
    @Benchmark
    public ByteBuf writeRecord() {
        bundle.begin(0);
        for (int i = 0; i < BLOCKS; i++) {
            bundle.add(namer.name(raw.slice(i * BLOCK_BYTES, BLOCK_BYTES)), BLOCK_BYTES);
        }
        run.clear();
        writer.write(bundle, run);
        return run;
    }

    /** Unseal and decompress. */
    @Benchmark
    public ByteBuffer readRecord() throws ProtocolException {
        ByteBuffer record = run.nioBuffer();
        return reader.open(RecordHeader.read(record, 0), record);
    }
}
