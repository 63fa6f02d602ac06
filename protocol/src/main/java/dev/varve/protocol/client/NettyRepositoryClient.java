package dev.varve.protocol.client;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.frame.FrameHeader;
import dev.varve.protocol.frame.FrameType;
import dev.varve.protocol.frame.Transport;
import dev.varve.protocol.message.Check;
import dev.varve.protocol.message.CheckProgress;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.GetNodes;
import dev.varve.protocol.message.GetStatistics;
import dev.varve.protocol.message.KeysUpdated;
import dev.varve.protocol.message.Limits;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.message.Points;
import dev.varve.protocol.message.ReadChunks;
import dev.varve.protocol.message.ReadEnd;
import dev.varve.protocol.message.SessionOpened;
import dev.varve.protocol.message.Statistics;
import dev.varve.protocol.message.UpdateKeys;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.message.Welcome;
import dev.varve.protocol.model.Id;
import io.netty.channel.EventLoopGroup;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RepositoryClient} over TLS. The first connection is made at once, the others when there
 * is work for them. Must not be called from its own network threads (from a sink, or a dependent of
 * a future) where a method waits.
 */
public final class NettyRepositoryClient implements RepositoryClient {
    private static final int FIRST_HANDLE = 1;

    private final EventLoopGroup loops;
    private final List<Lane> lanes;
    private final SecureRandom random = new SecureRandom();
    private final AtomicInteger nextHandle = new AtomicInteger(FIRST_HANDLE);
    private final AtomicInteger nextPull = new AtomicInteger();
    private final CompletableFuture<Welcome> firstWelcome = new CompletableFuture<>();
    private volatile @Nullable Welcome welcome;

    private NettyRepositoryClient(LaneConnector connector) {
        int connections = connector.settings().connections();
        int threads = Math.min(connections, Runtime.getRuntime().availableProcessors());
        this.loops = Transport.newGroup(threads, "varve-client");
        this.lanes = new ArrayList<>(connections);
        LanePacing.Rates rates = LanePacing.Rates.of(connector.settings().rateLimit());
        for (int i = 0; i < connections; i++) {
            lanes.add(new Lane(i, loops.next(), connector, new Owner(), rates));
        }
    }

    /**
     * Connects and greets.
     *
     * @throws ProtocolException UNAVAILABLE when nothing answers; WRONG_REPOSITORY when it is not
     *     the repository of the settings; UNAUTHENTICATED, CERTIFICATE_REVOKED, FORBIDDEN when the
     *     daemon refuses us; VERSION_UNSUPPORTED, VAULT_UNKNOWN
     */
    public static NettyRepositoryClient connect(ClientSettings settings)
            throws ProtocolException, InterruptedException {
        LaneConnector connector;
        try {
            connector = new LaneConnector(settings);
        } catch (SSLException e) {
            throw new ProtocolException(
                    ErrorCode.CONFIGURATION,
                    "key or certificate cannot be used: " + e.getMessage(),
                    "enrol the client again",
                    e);
        }
        NettyRepositoryClient client = new NettyRepositoryClient(connector);
        boolean connected = false;
        try {
            client.lanes.getFirst().open();
            await(client.lanes.getFirst(), client.firstWelcome);
            connected = true;
            return client;
        } finally {
            if (!connected) {
                client.close();
            }
        }
    }

    @Override
    public Welcome welcome() {
        return Objects.requireNonNull(welcome, "not connected");
    }

    @Override
    public PushSession openSession(OpenSession request)
            throws ProtocolException, InterruptedException {
        int handle = nextHandle.getAndIncrement();
        if (handle > FrameHeader.MAX_HANDLE) {
            throw new ProtocolException(
                    ErrorCode.LIMIT_REACHED, "this client has opened too many sessions", "");
        }
        OpenSession asked =
                request.toBuilder()
                        .setWriter(NettyPushSession.newWriter(random))
                        .setRejoin(false)
                        .build();
        Request<SessionOpened> open = Request.open(handle, false, asked);
        lanes.getFirst().submit(open);
        SessionOpened opened = await(lanes.getFirst(), open.future());
        NettyPushSession session =
                new NettyPushSession(lanes, handle, asked, opened, welcome().getLimits());
        lanes.forEach(lane -> lane.join(session));
        return session;
    }

    @Override
    public CompletableFuture<ReadEnd> getNodes(List<Id> ids, RecordSink sink) {
        PullAnswer answer = pull(ids, sink);
        return submitPull(
                new Request<>(
                        FrameType.GET_NODES,
                        null,
                        () -> GetNodes.newBuilder().setIds(answer.missingIds()).build(),
                        answer));
    }

    @Override
    public CompletableFuture<ReadEnd> readChunks(List<Id> ids, RecordSink sink) {
        PullAnswer answer = pull(ids, sink);
        return submitPull(
                new Request<>(
                        FrameType.READ_CHUNKS,
                        null,
                        () -> ReadChunks.newBuilder().setIds(answer.missingIds()).build(),
                        answer));
    }

    private PullAnswer pull(List<Id> ids, RecordSink sink) {
        requireAtMost(welcome().getLimits(), ids);
        return new PullAnswer(ids, sink);
    }

    private CompletableFuture<ReadEnd> submitPull(Request<ReadEnd> request) {
        lanes.get(Math.floorMod(nextPull.getAndIncrement(), lanes.size())).submit(request);
        return request.future();
    }

    @Override
    public Points listPoints(ListPoints request) throws ProtocolException, InterruptedException {
        PointsAnswer answer = new PointsAnswer();
        return ask(
                new Request<>(
                        FrameType.LIST_POINTS,
                        null,
                        () -> {
                            answer.restart();
                            return request;
                        },
                        answer));
    }

    @Override
    public CheckResult check(Check request, Consumer<CheckProgress> progress)
            throws ProtocolException, InterruptedException {
        return ask(
                new Request<>(
                        FrameType.CHECK,
                        null,
                        () -> request,
                        frame -> {
                            if (frame.header().type() == FrameType.CHECK_PROGRESS) {
                                progress.accept(frame.parse(CheckProgress.parser()));
                                return null;
                            }
                            return Request.expect(frame, FrameType.CHECK_RESULT)
                                    .parse(CheckResult.parser());
                        }));
    }

    @Override
    public VaultDocument updateKeys(UpdateKeys request)
            throws ProtocolException, InterruptedException {
        return ask(simple(
                        FrameType.UPDATE_KEYS,
                        request,
                        FrameType.KEYS_UPDATED,
                        KeysUpdated.parser()))
                .getVault();
    }

    @Override
    public Statistics statistics() throws ProtocolException, InterruptedException {
        return ask(
                simple(
                        FrameType.GET_STATISTICS,
                        GetStatistics.getDefaultInstance(),
                        FrameType.STATISTICS,
                        Statistics.parser()));
    }

    private static <M> Request<M> simple(
            FrameType type, MessageLite message, FrameType answerType, Parser<M> parser) {
        return Request.simple(type, null, message, answerType, parser);
    }

    private <T> T ask(Request<T> request) throws ProtocolException, InterruptedException {
        lanes.getFirst().submit(request);
        return await(lanes.getFirst(), request.future());
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the loops end by themselves, on daemon threads
    public void close() {
        ProtocolException closed =
                new ProtocolException(ErrorCode.CANCELLED, "the client was closed", "");
        lanes.forEach(lane -> lane.end(closed));
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    }

    /** Waits; gives the request up when interrupted. */
    static <T> T await(Lane lane, CompletableFuture<T> future)
            throws ProtocolException, InterruptedException {
        refuseEventLoop(lane);
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(false);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProtocolException known) {
                throw PushStream.again(known);
            }
            throw new ProtocolException(
                    ErrorCode.INTERNAL, "the request failed: " + e.getCause(), "", e);
        }
    }

    static void refuseEventLoop(Lane lane) {
        if (lane.inEventLoop()) {
            throw new IllegalStateException(
                    "called from a network thread, which would wait for itself");
        }
    }

    static void requireAtMost(Limits limits, List<Id> ids) {
        if (ids.size() > limits.getIdsPerRequest()) {
            throw new IllegalArgumentException(
                    ids.size() + " ids at once, at most " + limits.getIdsPerRequest());
        }
    }

    private final class Owner implements LaneOwner {
        @Override
        public void welcomed(Welcome message) throws ProtocolException {
            Limits limits = message.getLimits();
            if (limits.getWindowBytes() < 1
                    || limits.getFrameBytes() < 1
                    || limits.getIdsPerRequest() < 1
                    || limits.getStreams() < 1
                    || limits.getStreams() > FrameHeader.MAX_STREAM) {
                throw new ProtocolException(
                        ErrorCode.BAD_MESSAGE, "the daemon's limits make no sense", "");
            }
            welcome = message;
            firstWelcome.complete(message);
        }

        @Override
        public boolean everWelcomed() {
            return welcome != null;
        }

        @Override
        public void failed(ProtocolException cause) {
            firstWelcome.completeExceptionally(cause);
            lanes.forEach(lane -> lane.end(cause));
        }
    }
}
