package dev.varve.protocol.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.varve.protocol.client.PushSession;
import dev.varve.protocol.client.RepositoryClientContract;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.message.ImageSource;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.message.SessionOpened;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordType;
import dev.varve.protocol.record.TestRecords;
import io.netty.buffer.ByteBuf;
import java.security.SecureRandom;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What besides holds of the sessions of every client: resuming, giving up, and refusals. */
public abstract class SessionContract extends RepositoryClientContract {
    private static final int SECONDS = 30;
    private static final Id ID = new Id(1, 2, 3, 4);

    @Test
    public void aSessionGoesOnByItsToken() throws Exception {
        OpenSession request = newSession();
        SessionOpened first;
        try (PushSession session = client().openSession(request)) {
            first = session.opened();
            session.putChunks(0, chunk()).get(SECONDS, TimeUnit.SECONDS);
        }

        try (PushSession again = client().openSession(resume(request, first.getResumeToken()))) {
            assertThat(again.opened().getResumed()).isTrue();
            assertThat(again.opened().getSessionId()).isEqualTo(first.getSessionId());
            assertThat(again.opened().getResumeToken()).isEqualTo(first.getResumeToken());
            assertThat(again.have(List.of(ID), false).get(SECONDS, TimeUnit.SECONDS))
                    .isEqualTo(BitSet.valueOf(new long[] {1}));
        }
    }

    @Test
    public void theTokenOfAnotherSessionOpensNothing() throws Exception {
        OpenSession request = newSession();
        ByteString other;
        try (PushSession one = client().openSession(request);
                PushSession another = client().openSession(newSession())) {
            other = another.opened().getResumeToken();
            assertThat(one.opened().getResumeToken()).isNotEqualTo(other);
        }

        assertRefused(
                ErrorCode.SESSION_UNKNOWN,
                () -> client().openSession(resume(request, other)).close());
    }

    @Test
    public void aSessionGivenUpIsGone() throws Exception {
        OpenSession request = newSession();
        PushSession session = client().openSession(request);
        ByteString token = session.opened().getResumeToken();

        session.abandon();

        ByteBuf run = chunk();
        // Here it was cancelled; the daemon may be the first to say that it knows it no more.
        assertRefused(
                Set.of(ErrorCode.CANCELLED, ErrorCode.SESSION_UNKNOWN),
                () -> session.putChunks(0, run).get(SECONDS, TimeUnit.SECONDS));
        assertThat(run.refCnt()).isZero();
        assertRefused(
                ErrorCode.SESSION_UNKNOWN,
                () -> client().openSession(resume(request, token)).close());
    }

    @Test
    public void aClosedSessionAnswersNothing() throws Exception {
        PushSession session = client().openSession(newSession());
        session.close();

        assertRefused(
                ErrorCode.CANCELLED,
                () -> session.have(List.of(ID), false).get(SECONDS, TimeUnit.SECONDS));
    }

    @Test
    public void aRunThatIsNotWhatItsChecksumSaysIsRefused() throws Exception {
        try (PushSession session = client().openSession(newSession())) {
            ByteBuf run = chunk();
            int last = run.writerIndex() - Long.BYTES;
            run.setByte(last, run.getByte(last) ^ 1);

            CompletableFuture<Void> durable = session.putChunks(0, run);

            assertRefused(ErrorCode.BAD_MESSAGE, () -> durable.get(SECONDS, TimeUnit.SECONDS));
        }
        assertThat(client().statistics().getChunks()).isZero();
    }

    @Test
    public void whatIsBeyondTheLimitsIsTheCallersBug() throws Exception {
        int most = client().welcome().getLimits().getIdsPerRequest();
        int streams = client().welcome().getLimits().getStreams();
        List<Id> tooMany = Collections.nCopies(most + 1, ID);
        try (PushSession session = client().openSession(newSession())) {
            ByteBuf run = chunk();

            assertBug(() -> session.putChunks(streams, run));
            assertBug(() -> session.have(tooMany, false));
            assertBug(() -> client().readChunks(tooMany, (header, record) -> {}));
            assertBug(() -> client().getNodes(tooMany, (header, record) -> {}));
            assertThat(run.refCnt()).isZero();
        }
    }

    private static void assertBug(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertRefused(Set.of(code), call);
    }

    /** At once, or by the future. */
    private static void assertRefused(Set<ErrorCode> codes, ThrowingCallable call) {
        assertThatThrownBy(call)
                .satisfies(failure -> {
                    Throwable cause =
                            failure instanceof ProtocolException ? failure : failure.getCause();
                    assertThat(cause)
                            .isInstanceOfSatisfying(
                                    ProtocolException.class,
                                    refusal -> assertThat(refusal.code()).isIn(codes));
                });
    }

    private static ByteBuf chunk() {
        return TestRecords.record(RecordType.CHUNKS, ID, new byte[1000]);
    }

    private static OpenSession newSession() {
        return OpenSession.newBuilder()
                .setSessionId(ByteString.copyFrom(Uid.random(new SecureRandom()).toBytes()))
                .addSources(
                        ImageSource.newBuilder().setChain("a/b").setKind(ImageKind.IMAGE_KIND_TREE))
                .build();
    }

    private static OpenSession resume(OpenSession request, ByteString token) {
        return request.toBuilder().setResumeToken(token).build();
    }
}
