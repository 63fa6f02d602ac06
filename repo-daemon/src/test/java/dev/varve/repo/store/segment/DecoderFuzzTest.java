package dev.varve.repo.store.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.repo.io.FaultyStorageDirectory;
import dev.varve.repo.io.StorageFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random mutations of whole files and runs: decoders answer or refuse, and never anything else. */
class DecoderFuzzTest {
    private static final int ROUNDS = 4000;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void mutatedRunsAreReadOrRefused(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            List<Id> ids = TestRuns.ids(random, 1 + i);
            records.add(TestRuns.chunks(random, 10 + 50 * i, ids));
        }
        byte[] whole = new byte[TestRuns.run(records).lengthBytes()];
        TestRuns.run(records).bytes().get(whole);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try {
                RecordRun run = RecordRun.parse(ByteBuffer.wrap(mutated(whole, random)));
                assertThat(run.recordCount()).isPositive();
            } catch (ProtocolException e) {
                refused++;
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        assertThat(refused).isPositive();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {4, 5, 6})
    void mutatedSegmentsAreReadOrRefused(long seed) throws Exception {
        CrashOracle oracle = new CrashOracle(seed, 2 << 10);
        try (SegmentStore store = oracle.open()) {
            oracle.start(store);
            oracle.work(store, 6);
        }
        String name = "segments/data/0000000000000001.seg";
        byte[] whole = oracle.directory.bytes(name);
        SplittableRandom random = new SplittableRandom(seed);
        FaultyStorageDirectory directory = new FaultyStorageDirectory(seed);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            directory.replace(name, mutated(whole, random));
            try (StorageFile file = directory.open(name)) {
                SegmentHeader header = SegmentReader.header(file);
                SegmentTrailer trailer = SegmentReader.trailer(file);
                assertThat(FooterTable.decode(rawTable(file, trailer), trailer, name)).isNotNull();
                new SegmentScanner(file, header, file.size())
                        .scan(SegmentHeader.LENGTH, ignoreAll());
            } catch (ProtocolException e) {
                refused++;
                assertThat(e.getMessage()).contains(name);
            }
        }
        assertThat(refused).isPositive();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {7, 8, 9})
    void mutatedTablesAreReadOrRefused(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FooterTable table = new FooterTable();
        long at = SegmentHeader.LENGTH;
        for (int i = 0; i < 5; i++) {
            ByteBuffer ids = ByteBuffer.allocate(36 * (i + 1));
            table.add(
                    new RecordRow(
                            dev.varve.protocol.record.RecordType.CHUNKS,
                            1,
                            new dev.varve.repo.index.RecordLocation(1, at, 400),
                            ids));
            at += 400;
        }
        byte[] whole = new byte[table.encoded().remaining()];
        table.encoded().get(whole);
        SegmentHeader header =
                new SegmentHeader(SegmentClass.DATA, 0, 1, CrashOracle.REPOSITORY, 1);
        SegmentTrailer trailer =
                new SegmentTrailer(header, 5, 15, at, whole.length, new byte[32], new byte[32]);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try {
                byte[] bytes = mutated(whole, random);
                FooterTable.decode(ByteBuffer.wrap(bytes), trailer, "file");
            } catch (ProtocolException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private static ByteBuffer rawTable(StorageFile file, SegmentTrailer trailer)
            throws java.io.IOException {
        ByteBuffer table = ByteBuffer.allocate((int) trailer.tableLength());
        file.read(table, trailer.tableOffset());
        return table.flip();
    }

    private static SegmentScanner.Visitor ignoreAll() {
        return new SegmentScanner.Visitor() {
            @Override
            public void good(StoredRecord record) {
                assertThat(record.header().entryCount()).isNotNegative();
            }

            @Override
            public void bad(long offset, long end, RecordCheck.Bad reason) {
                assertThat(end).isGreaterThan(offset);
            }
        };
    }

    private static byte[] mutated(byte[] whole, SplittableRandom random) {
        byte[] bytes = whole.clone();
        for (int i = 0; i <= random.nextInt(4); i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> {
                    int end = Math.min(bytes.length, at + random.nextInt(40));
                    Arrays.fill(bytes, at, end, (byte) (random.nextBoolean() ? 0 : 0xFF));
                }
                default -> {
                    int from = random.nextInt(bytes.length);
                    int length = Math.min(random.nextInt(64), bytes.length - Math.max(at, from));
                    System.arraycopy(whole, from, bytes, at, length);
                }
            }
        }
        return random.nextInt(8) == 0
                ? Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length))
                : bytes;
    }
}
