package dev.varve.repo.store;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Commit;
import dev.varve.protocol.message.CommitAnswer;
import dev.varve.protocol.message.ImageBase;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.SessionDocument;
import dev.varve.protocol.message.SessionOpened;
import dev.varve.protocol.message.SessionState;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.store.segment.AppendedRun;
import dev.varve.repo.store.segment.RecordRun;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One session that a client opened, or that was committed and may be asked for its receipt. */
final class OpenPush implements PushStore {
    private final VaultContext vault;
    private final Committer committer;
    private final SessionDocument document;
    private final Uid sessionId;
    private final SerialExecutor appends;
    private final AtomicLong storedBytes = new AtomicLong();
    private final ToldObjects told;
    private final long barrier;
    private final VaultQuota quota;
    private final Reservation reservation;
    private final SessionSilence silence;
    private volatile boolean ended;

    /**
     * @param told what it was told that there is
     * @param barrier what it sent lies in segments from this id on
     */
    OpenPush(
            VaultContext vault,
            Committer committer,
            SessionDocument document,
            ToldObjects told,
            long barrier,
            SessionSilence silence,
            VaultQuota quota,
            Reservation reservation) {
        this.told = told;
        this.barrier = barrier;
        this.quota = quota;
        this.reservation = reservation;
        this.vault = vault;
        this.committer = committer;
        this.document = document;
        this.sessionId = Uid.of(document.getSessionId().toByteArray());
        this.appends = new SerialExecutor(vault.executor());
        this.silence = silence;
        this.ended = document.getState() != SessionState.SESSION_STATE_OPEN;
    }

    SessionDocument document() {
        return document;
    }

    boolean ended() {
        return ended;
    }

    long touchedMillis() {
        return silence.touchedMillis();
    }

    /** Nobody touched it since then, and nobody is waited for any more. */
    boolean isOver(long idleSinceMillis) {
        return silence.isOver(idleSinceMillis, vault.nowMillis());
    }

    void touch() {
        long now = vault.nowMillis();
        silence.touch(now);
        reservation.touch(now);
    }

    SessionSummary summary() {
        return new SessionSummary(
                sessionId,
                document.getClient(),
                document.getSourcesList().stream().map(source -> source.getChain()).toList(),
                document.getOpenedMillis(),
                touchedMillis(),
                storedBytes.get());
    }

    @Override
    public Uid sessionId() {
        return sessionId;
    }

    @Override
    public SessionOpened opened() throws IOException {
        return opened(true);
    }

    SessionOpened opened(boolean resumed) throws IOException {
        SessionOpened.Builder opened =
                SessionOpened.newBuilder()
                        .setSessionId(document.getSessionId())
                        .setResumeToken(
                                com.google.protobuf.ByteString.copyFrom(
                                        vault.signer()
                                                .resumeToken(
                                                        vault.vaultNumber(), sessionId.toBytes())))
                        .setResumed(resumed);
        for (int i = 0; i < document.getBasesCount(); i++) {
            ImageBase.Builder base = document.getBases(i).toBuilder();
            if (document.getSources(i).getKind() == ImageKind.IMAGE_KIND_BLOCK) {
                base.addAllDurablePages(
                        StoredDeltas.durablePages(
                                vault.index(), vault.vaultNumber(), sessionId, i));
            }
            opened.addBases(base);
        }
        PointDocument point = vault.pointOfSession(sessionId);
        if (point != null) {
            opened.setReceipt(point.getReceipt());
        }
        return opened.build();
    }

    @Override
    public BitSet have(List<Id> ids, boolean nodes) throws IOException {
        touch();
        ObjectKind kind = nodes ? ObjectKind.NODE : ObjectKind.CHUNK;
        vault.sweep().readLock().lock();
        try {
            BitSet present = vault.index().present(kind, vault.vaultNumber(), ids);
            present.stream().forEach(i -> told.add(ids.get(i)));
            return present;
        } finally {
            vault.sweep().readLock().unlock();
        }
    }

    boolean wasTold(Id id) {
        return told.mayContain(id);
    }

    long barrier() {
        return barrier;
    }

    @Override
    public CompletableFuture<Void> append(RecordType type, ByteBuf run) {
        return append(type, run, false);
    }

    @Override
    public CompletableFuture<Void> appendUnlessPresent(RecordType type, ByteBuf run) {
        return append(type, run, true);
    }

    private CompletableFuture<Void> append(RecordType type, ByteBuf run, boolean unlessPresent) {
        touch();
        CompletableFuture<Void> durable = new CompletableFuture<>();
        appends.execute(() -> append(type, run, unlessPresent, durable));
        return durable;
    }

    /** On a thread of the store. Every way out completes {@code durable} and releases the run. */
    private void append(
            RecordType type, ByteBuf run, boolean unlessPresent, CompletableFuture<Void> durable) {
        try {
            if (ended) {
                throw unknown(sessionId);
            }
            RecordRun records = RecordRun.parse(run.nioBuffer());
            RunCheck.check(records, type, document);
            if (unlessPresent && PresentRuns.allPresent(vault, records, told)) {
                durable.complete(null);
                return;
            }
            CompletableFuture<AppendedRun> _ =
                    quota.append(reservation, records)
                            .whenComplete((where, failure) -> complete(where, failure, durable));
        } catch (IOException e) {
            durable.completeExceptionally(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            durable.completeExceptionally(
                    new ProtocolException(ErrorCode.UNAVAILABLE, "the daemon is stopping", "", e));
        } catch (RuntimeException e) {
            // The boundary of this thread: a client that waits must hear of the bug, too.
            durable.completeExceptionally(DurableAppends.asIo(e));
        } finally {
            run.release();
        }
    }

    private void complete(
            @Nullable AppendedRun where,
            @Nullable Throwable failure,
            CompletableFuture<Void> durable) {
        if (where == null) {
            durable.completeExceptionally(
                    DurableAppends.asIo(
                            failure == null ? new IOException("no place given") : failure));
        } else {
            storedBytes.addAndGet(where.lengthBytes());
            durable.complete(null);
        }
    }

    @Override
    public CommitAnswer commit(Commit request) throws IOException {
        touch();
        CommitAnswer answer = committer.commit(document, request, storedBytes);
        if (answer.hasReceipt()) {
            end();
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        if (committer.close(document)) {
            end();
        }
    }

    private void end() {
        ended = true;
        quota.end(reservation);
    }

    static ProtocolException unknown(Uid sessionId) {
        return new ProtocolException(
                ErrorCode.SESSION_UNKNOWN,
                "there is no open session " + sessionId,
                "Open a new session.");
    }
}
