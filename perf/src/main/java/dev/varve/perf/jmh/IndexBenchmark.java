package dev.varve.perf.jmh;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.index.IndexSettings;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.index.RocksIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Look-ups of 256 chunks at once in an index of many; an operation is one chunk. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class IndexBenchmark {
    private static final int VAULT = 1;
    private static final int AT_ONCE = 256;
    private static final int BATCH = 4096;
    private static final int RECORD_BYTES = 32 << 10;

    /** Chunks in the index. */
    @Param({"1000000"})
    public int chunks = 1_000_000;

    private final Random random = new Random(1);
    private @Nullable Path folder;
    private @Nullable RocksIndex index;

    /** Fills an index with the chunks of seed 0, 1, 2, … */
    @Setup(Level.Trial)
    public void setUp() throws IOException {
        Path made = Files.createTempDirectory("varve-index-benchmark");
        folder = made;
        RocksIndex opened =
                RocksIndex.open(
                        made.resolve("index"),
                        made.resolve("native"),
                        Uid.of(new byte[Uid.LENGTH]),
                        IndexSettings.defaults());
        index = opened;
        IndexBatch batch = opened.newBatch();
        for (int i = 0; i < chunks; i++) {
            long offset = 4096 + (long) (i % 8000) * RECORD_BYTES;
            RecordLocation location = new RecordLocation(1 + i / 8000, offset, RECORD_BYTES);
            batch.putObject(ObjectKind.CHUNK, VAULT, id(i), location, 0);
            if (batch.size() >= BATCH) {
                opened.write(batch);
                batch = opened.newBatch();
            }
        }
        opened.write(batch);
        opened.flush();
        System.out.printf("%.1f bytes a chunk%n", (double) opened.sizeBytes() / chunks);
    }

    @TearDown(Level.Trial)
    public void tearDown() throws IOException {
        opened().close();
        Path made = folder;
        if (made != null) {
            RocksIndex.delete(made);
        }
    }

    /** Chunks that are there. */
    @Benchmark
    @OperationsPerInvocation(AT_ONCE)
    public BitSet hit() throws IOException {
        return look(0);
    }

    /** Chunks that are not. */
    @Benchmark
    @OperationsPerInvocation(AT_ONCE)
    public BitSet miss() throws IOException {
        return look(Integer.MAX_VALUE);
    }

    private BitSet look(long first) throws IOException {
        List<Id> ids = new ArrayList<>(AT_ONCE);
        for (int i = 0; i < AT_ONCE; i++) {
            ids.add(id(first + random.nextInt(chunks)));
        }
        return opened().present(ObjectKind.CHUNK, VAULT, ids);
    }

    private RocksIndex opened() {
        RocksIndex opened = index;
        if (opened == null) {
            throw new IllegalStateException("not set up");
        }
        return opened;
    }

    private static Id id(long number) {
        return Samples.id(new Random(number));
    }
}
