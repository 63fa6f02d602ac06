package dev.varve.repo.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksIndexTest extends IndexContract {
    private static final Uid REPOSITORY = new Uid(1, 2);
    private static final IndexSettings SMALL = new IndexSettings(8 << 20, 4 << 20);

    @TempDir Path folder;
    private @Nullable RocksIndex opened;

    @Override
    Index index() throws IOException {
        return open(REPOSITORY);
    }

    private RocksIndex open(Uid repository) throws IOException {
        RocksIndex index =
                RocksIndex.open(folder.resolve("index"), folder.resolve("tmp"), repository, SMALL);
        opened = index;
        return index;
    }

    @AfterEach
    void close() throws IOException {
        if (opened != null) {
            opened.close();
        }
    }

    @Test
    void aCrashGoesBackToAWholeBatchAndAFlushStays() throws Exception {
        RocksIndex index = open(REPOSITORY);
        for (int i = 0; i < 10; i++) {
            IndexBatch batch = index.newBatch();
            batch.put(Family.POINTS, new byte[] {(byte) i}, new byte[] {1});
            batch.putSegment(new SegmentState(1, 1, 1, 100 + i, 100 + i, 0));
            index.write(batch);
            if (i == 4) {
                index.flush();
            }
        }
        index.crash();
        index = open(REPOSITORY);
        assertThat(index.get(Family.POINTS, new byte[] {4})).containsExactly(1);
        assertThat(index.get(Family.POINTS, new byte[] {5})).isNull();
        assertThat(index.segments()).containsExactly(new SegmentState(1, 1, 1, 104, 104, 0));
    }

    @Test
    void anIndexOfAnotherRepositoryIsRefused() throws Exception {
        open(REPOSITORY).close();
        assertThatThrownBy(() -> open(new Uid(7, 7)))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_REPOSITORY));
        RocksIndex.delete(folder.resolve("index"));
        assertThat(open(new Uid(7, 7)).segments()).isEmpty();
    }

    @Test
    void aClosedIndexFailsClearlyInsteadOfTouchingFreedMemory() throws Exception {
        RocksIndex index = open(REPOSITORY);
        index.close();
        index.close();
        assertThatThrownBy(() -> index.get(Family.POINTS, new byte[1]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void aChunkCostsLessThanSixtyBytesOnDisk() throws Exception {
        RocksIndex index = open(REPOSITORY);
        SplittableRandom random = new SplittableRandom(3);
        int count = 200_000;
        List<Id> some = new ArrayList<>();
        IndexBatch batch = index.newBatch();
        for (int i = 0; i < count; i++) {
            Id id =
                    new Id(
                            random.nextLong(),
                            random.nextLong(),
                            random.nextLong(),
                            random.nextLong());
            long offset = 64 + (i % 4000) * 65_600L;
            RecordLocation place = new RecordLocation(1 + i / 4000, offset, 65_600);
            batch.putObject(ObjectKind.CHUNK, 1, id, place, 0);
            if (i % 1000 == 0) {
                some.add(id);
            }
            if (batch.size() == 8192) {
                index.write(batch);
                batch = index.newBatch();
            }
        }
        index.write(batch);
        index.flush();
        assertThat(index.present(ObjectKind.CHUNK, 1, some).cardinality()).isEqualTo(200);
        assertThat(index.sizeBytes() / (double) count).isBetween(30.0, 60.0);
    }
}
