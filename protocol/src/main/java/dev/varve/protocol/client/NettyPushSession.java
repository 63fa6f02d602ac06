package dev.varve.protocol.client;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.frame.Frame;
import dev.varve.protocol.frame.FrameHeader;
import dev.varve.protocol.frame.FrameType;
import dev.varve.protocol.frame.IdLists;
import dev.varve.protocol.message.CloseSession;
import dev.varve.protocol.message.Commit;
import dev.varve.protocol.message.CommitAnswer;
import dev.varve.protocol.message.HaveAnswer;
import dev.varve.protocol.message.HaveChunks;
import dev.varve.protocol.message.Limits;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.message.SessionClosed;
import dev.varve.protocol.message.SessionOpened;
import dev.varve.protocol.model.Id;
import io.netty.buffer.ByteBuf;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A push over the lanes of a client. Safe for use by many threads. */
final class NettyPushSession implements PushSession {
    private final List<Lane> lanes;
    private final int handle;
    private final OpenSession rejoin;
    private final SessionOpened opened;
    private final Limits limits;
    private final PushStream[] streams;
    private final int[] nextStream;
    private final AtomicInteger nextQuestion = new AtomicInteger();
    private final LongAdder sentBytes = new LongAdder();
    private volatile @Nullable ProtocolException failure;

    /**
     * @param asked as this session was opened the first time
     */
    NettyPushSession(
            List<Lane> lanes, int handle, OpenSession asked, SessionOpened opened, Limits limits) {
        this.lanes = lanes;
        this.handle = handle;
        this.opened = opened;
        this.limits = limits;
        this.rejoin =
                asked.toBuilder()
                        .setSessionId(opened.getSessionId())
                        .setResumeToken(opened.getResumeToken())
                        .setTakeover(false)
                        .setRejoin(true)
                        .build();
        this.streams = new PushStream[limits.getStreams()];
        for (int i = 0; i < streams.length; i++) {
            streams[i] = new PushStream(FrameHeader.streamOf(handle, i), limits.getWindowBytes());
        }
        this.nextStream = new int[lanes.size()];
    }

    @Override
    public SessionOpened opened() {
        return opened;
    }

    @Override
    public CompletableFuture<BitSet> have(List<Id> ids, boolean nodes) {
        NettyRepositoryClient.requireAtMost(limits, ids);
        HaveChunks message =
                HaveChunks.newBuilder().setIds(IdLists.write(ids)).setNodes(nodes).build();
        Lane lane = lanes.get(Math.floorMod(nextQuestion.getAndIncrement(), lanes.size()));
        return ask(lane, FrameType.HAVE_CHUNKS, message, FrameType.HAVE_ANSWER, HaveAnswer.parser())
                .thenApply(answer -> BitSet.valueOf(answer.getBitmap().toByteArray()));
    }

    @Override
    public CompletableFuture<Void> putChunks(int stream, ByteBuf run)
            throws ProtocolException, InterruptedException {
        return put(FrameType.PUT_CHUNKS, stream, run);
    }

    @Override
    public CompletableFuture<Void> putNodes(int stream, ByteBuf run)
            throws ProtocolException, InterruptedException {
        return put(FrameType.PUT_NODES, stream, run);
    }

    @Override
    public CompletableFuture<Void> putDelta(int stream, ByteBuf run)
            throws ProtocolException, InterruptedException {
        return put(FrameType.PUT_DELTA, stream, run);
    }

    private CompletableFuture<Void> put(FrameType type, int stream, ByteBuf run)
            throws ProtocolException, InterruptedException {
        if (stream < 0 || stream >= streams.length || run.readableBytes() > longestRun()) {
            int length = run.readableBytes();
            run.release();
            throw new IllegalArgumentException(
                    "stream "
                            + stream
                            + " of "
                            + streams.length
                            + ", run of "
                            + length
                            + " bytes, at most "
                            + longestRun());
        }
        Lane lane = lanes.get(stream % lanes.size());
        NettyRepositoryClient.refuseEventLoop(lane);
        CompletableFuture<Void> durable = streams[stream].add(type, run);
        lane.flush(this);
        return durable;
    }

    private int longestRun() {
        return Math.min(limits.getFrameBytes(), FrameType.PUT_CHUNKS.maxPayloadBytes());
    }

    @Override
    public CommitAnswer commit(Commit request) throws ProtocolException, InterruptedException {
        for (PushStream stream : streams) {
            if (!stream.allDurable()) {
                throw new IllegalStateException("commit before all runs are durable");
            }
        }
        return NettyRepositoryClient.await(
                lanes.getFirst(),
                ask(
                        lanes.getFirst(),
                        FrameType.COMMIT,
                        request,
                        FrameType.COMMIT_ANSWER,
                        CommitAnswer.parser()));
    }

    @Override
    public long sentBytes() {
        return sentBytes.sum();
    }

    @Override
    public void abandon() throws ProtocolException, InterruptedException {
        CloseSession message =
                CloseSession.newBuilder().setSessionId(opened.getSessionId()).build();
        try {
            NettyRepositoryClient.await(
                    lanes.getFirst(),
                    ask(
                            lanes.getFirst(),
                            FrameType.CLOSE_SESSION,
                            message,
                            FrameType.SESSION_CLOSED,
                            SessionClosed.parser()));
        } catch (ProtocolException e) {
            // Asked again after a lost answer: gone is what was asked for.
            if (e.code() != ErrorCode.SESSION_UNKNOWN) {
                throw e;
            }
        }
        close();
    }

    @Override
    public void close() {
        fail(new ProtocolException(ErrorCode.CANCELLED, "the session was closed here", ""));
    }

    private <M> CompletableFuture<M> ask(
            Lane lane,
            FrameType type,
            com.google.protobuf.MessageLite message,
            FrameType answerType,
            com.google.protobuf.Parser<M> parser) {
        Request<M> request = Request.simple(type, this, message, answerType, parser);
        ProtocolException known = failure;
        if (known != null) {
            request.fail(PushStream.again(known));
        } else {
            lane.submit(request);
        }
        return request.future();
    }

    // ------------------------------------------------------------ for the lanes

    int handle() {
        return handle;
    }

    Request<SessionOpened> rejoinRequest() {
        return Request.open(handle, true, rejoin);
    }

    /** The first failure stays; every lane forgets this session. */
    void fail(ProtocolException cause) {
        synchronized (this) {
            if (failure != null) {
                return;
            }
            failure = cause;
        }
        for (PushStream stream : streams) {
            stream.fail(cause);
        }
        for (Lane lane : lanes) {
            lane.leave(this, cause);
        }
    }

    void acknowledge(int stream, long sequence) throws ProtocolException {
        if (stream >= streams.length) {
            throw new ProtocolException(
                    ErrorCode.BAD_FRAME, "the daemon acknowledged unknown stream " + stream, "");
        }
        streams[stream].acknowledge(sequence);
    }

    /** On a new connection of lane {@code lane}. */
    void rewind(int lane) {
        for (int i = lane; i < streams.length; i += lanes.size()) {
            streams[i].rewind();
        }
    }

    /** Next run to send on lane {@code lane}, its streams in turn; null when there is none. */
    @Nullable Frame next(int lane) {
        int count = (streams.length - lane + lanes.size() - 1) / lanes.size();
        for (int i = 0; i < count; i++) {
            int turn = nextStream[lane]++ % count;
            Frame frame = streams[lane + turn * lanes.size()].next();
            if (frame != null) {
                return frame;
            }
        }
        return null;
    }

    void countSent(long bytes) {
        sentBytes.add(bytes);
    }

    /** Random, as {@code OpenSession.writer} asks. */
    static ByteString newWriter(java.security.SecureRandom random) {
        byte[] writer = new byte[16];
        random.nextBytes(writer);
        return ByteString.copyFrom(writer);
    }
}
