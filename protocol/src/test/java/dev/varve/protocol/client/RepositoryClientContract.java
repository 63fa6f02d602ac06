package dev.varve.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.message.ImageSource;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.message.ReadEnd;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordHeader;
import dev.varve.protocol.record.RecordType;
import dev.varve.protocol.record.TestRecords;
import io.netty.buffer.ByteBuf;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link RepositoryClient} does, real or in memory: subclass and say which. */
@Timeout(60)
public abstract class RepositoryClientContract {
    private static final int SECONDS = 30;

    /** A client of an empty repository, the same one throughout a test. */
    protected abstract RepositoryClient client();

    @Test
    public void limitsAreTold() {
        assertThat(client().welcome().getLimits().getWindowBytes()).isPositive();
        assertThat(client().welcome().getLimits().getIdsPerRequest()).isPositive();
        assertThat(client().welcome().getLimits().getStreams()).isPositive();
    }

    @Test
    public void aNewSessionHasABaseForEachSource() throws Exception {
        try (PushSession session = client().openSession(newSession())) {
            assertThat(session.opened().getBasesCount()).isEqualTo(1);
            assertThat(session.opened().getResumeToken().isEmpty()).isFalse();
        }
    }

    @Test
    public void durableRunsAreReadBackInTheOrderAskedEachRecordOnce() throws Exception {
        List<Id> ids = push(40);
        Collections.reverse(ids);
        List<Id> read = Collections.synchronizedList(new ArrayList<>());

        ReadEnd end =
                client().readChunks(ids, (header, record) -> read.add(firstId(record)))
                        .get(SECONDS, TimeUnit.SECONDS);

        assertThat(read).isEqualTo(ids);
        assertThat(end.getAbsent().isEmpty()).isTrue();
        assertThat(end.getDamaged().isEmpty()).isTrue();
    }

    @Test
    public void idsNobodyHasAreNamed() throws Exception {
        Id unknown = new Id(9, 9, 9, 9);

        ReadEnd end =
                client().readChunks(List.of(unknown), (header, record) -> {})
                        .get(SECONDS, TimeUnit.SECONDS);

        assertThat(end.getAbsent().toByteArray()).isEqualTo(unknown.toBytes());
    }

    @Test
    public void haveAnswersBitByBit() throws Exception {
        List<Id> ids = push(3);
        try (PushSession session = client().openSession(newSession())) {
            List<Id> asked = List.of(ids.get(0), new Id(5, 5, 5, 5), ids.get(2));

            BitSet bits = session.have(asked, false).get(SECONDS, TimeUnit.SECONDS);

            assertThat(bits).isEqualTo(BitSet.valueOf(new long[] {0b101}));
        }
    }

    @Test
    public void nothingIsTakenAfterClose() throws Exception {
        PushSession session = client().openSession(newSession());
        session.close();
        Random random = new Random(1);
        ByteBuf run = chunk(randomId(random), random);

        assertThatThrownBy(() -> session.putChunks(0, run).get(SECONDS, TimeUnit.SECONDS))
                .satisfiesAnyOf(
                        e -> assertThat(e).isInstanceOf(ProtocolException.class),
                        e -> assertThat(e).hasCauseInstanceOf(ProtocolException.class));
        assertThat(run.refCnt()).isZero();
    }

    @Test
    public void sentBytesCountWhatWasPut() throws Exception {
        Random random = new Random(2);
        try (PushSession session = client().openSession(newSession())) {
            ByteBuf run = chunk(randomId(random), random);
            int length = run.readableBytes();
            session.putChunks(0, run).get(SECONDS, TimeUnit.SECONDS);

            assertThat(session.sentBytes()).isGreaterThanOrEqualTo(length);
        }
    }

    /** Pushes {@code count} runs of one record over all streams and waits for them. */
    private List<Id> push(int count) throws Exception {
        Random random = new Random(42);
        int streams = client().welcome().getLimits().getStreams();
        List<Id> ids = new ArrayList<>();
        List<CompletableFuture<Void>> durable = new ArrayList<>();
        try (PushSession session = client().openSession(newSession())) {
            for (int i = 0; i < count; i++) {
                Id id = randomId(random);
                ids.add(id);
                durable.add(session.putChunks(i % streams, chunk(id, random)));
            }
            for (CompletableFuture<Void> one : durable) {
                one.get(SECONDS, TimeUnit.SECONDS);
            }
        }
        return ids;
    }

    private static ByteBuf chunk(Id id, Random random) {
        byte[] payload = new byte[1 + random.nextInt(100_000)];
        random.nextBytes(payload);
        return TestRecords.record(RecordType.CHUNKS, id, payload);
    }

    private static Id firstId(ByteBuf record) {
        byte[] id = new byte[Id.LENGTH];
        record.getBytes(record.readerIndex() + RecordHeader.LENGTH, id);
        return Id.at(id, 0);
    }

    private static Id randomId(Random random) {
        return new Id(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }

    private static OpenSession newSession() {
        return OpenSession.newBuilder()
                .setSessionId(ByteString.copyFrom(Uid.random(new SecureRandom()).toBytes()))
                .addSources(
                        ImageSource.newBuilder().setChain("a/b").setKind(ImageKind.IMAGE_KIND_TREE))
                .build();
    }
}
