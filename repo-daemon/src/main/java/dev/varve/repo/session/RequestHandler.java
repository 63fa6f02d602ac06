package dev.varve.repo.session;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.frame.Frame;
import dev.varve.protocol.frame.FrameHeader;
import dev.varve.protocol.frame.FrameType;
import dev.varve.protocol.frame.IdLists;
import dev.varve.protocol.message.Check;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.CloseSession;
import dev.varve.protocol.message.Commit;
import dev.varve.protocol.message.CommitAnswer;
import dev.varve.protocol.message.GetNodes;
import dev.varve.protocol.message.GetStatistics;
import dev.varve.protocol.message.HaveAnswer;
import dev.varve.protocol.message.HaveChunks;
import dev.varve.protocol.message.Hello;
import dev.varve.protocol.message.KeysUpdated;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.Points;
import dev.varve.protocol.message.ReadChunks;
import dev.varve.protocol.message.SessionClosed;
import dev.varve.protocol.message.SessionOpened;
import dev.varve.protocol.message.UpdateKeys;
import dev.varve.protocol.message.Welcome;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.store.PushStore;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/**
 * Does what the control requests of one connection ask. Called on threads that may wait, one
 * request after another for each lane.
 */
final class RequestHandler {
    /** Lists go out in frames of about this size. */
    private static final int LIST_FRAME_BYTES = 512 << 10;

    private final SessionContext context;
    private final ClientConnection connection;

    RequestHandler(SessionContext context, ClientConnection connection) {
        this.context = context;
        this.connection = connection;
    }

    /** Answers the request, with a FAILURE if need be. Does not release the frame. */
    void handle(Frame frame) {
        FrameHeader header = frame.header();
        String what = header.type().name();
        try {
            if (header.type() == FrameType.HELLO) {
                greet(frame.parse(Hello.parser()));
                return;
            }
            requireStillGood(header.type());
            dispatch(frame);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            connection.end(stopping());
        } catch (IOException | RuntimeException e) {
            ProtocolException failure = PeerErrors.translate(what, e);
            if (header.type() == FrameType.HELLO || refusesClient(failure)) {
                connection.end(failure);
            } else {
                connection.sendFailure(header.stream(), header.sequence(), failure);
            }
        }
    }

    static ProtocolException stopping() {
        return new ProtocolException(
                ErrorCode.UNAVAILABLE, "the daemon is stopping", "try again when it is back");
    }

    private static boolean refusesClient(ProtocolException failure) {
        return failure.code() == ErrorCode.CERTIFICATE_REVOKED
                || failure.code() == ErrorCode.UNAUTHENTICATED;
    }

    /** Questions about chunks are too many to ask each time; a commit is asked about again. */
    private void requireStillGood(FrameType type) throws IOException {
        if (type != FrameType.HAVE_CHUNKS) {
            context.admission().requireStillGood(connection.network().peerCertificate());
        }
    }

    private void dispatch(Frame frame) throws IOException, InterruptedException {
        FrameHeader header = frame.header();
        switch (header.type()) {
            case OPEN_SESSION -> openSession(header, frame.parse(OpenSession.parser()));
            case HAVE_CHUNKS -> have(header, frame.parse(HaveChunks.parser()));
            case COMMIT -> commit(header, frame.parse(Commit.parser()));
            case CLOSE_SESSION -> closeSession(header, frame.parse(CloseSession.parser()));
            case LEAVE_SESSION -> connection.unbind(header.handle());
            case GET_NODES -> pull(header, frame.parse(GetNodes.parser()).getIds(), true);
            case READ_CHUNKS -> pull(header, frame.parse(ReadChunks.parser()).getIds(), false);
            case LIST_POINTS -> listPoints(header, frame.parse(ListPoints.parser()));
            case GET_STATISTICS -> {
                frame.parse(GetStatistics.parser());
                answer(header, FrameType.STATISTICS, connection.admitted().store().statistics());
            }
            case CHECK -> check(header, frame.parse(Check.parser()));
            case UPDATE_KEYS -> {
                UpdateKeys update = frame.parse(UpdateKeys.parser());
                answer(
                        header,
                        FrameType.KEYS_UPDATED,
                        KeysUpdated.newBuilder()
                                .setVault(
                                        context.admission()
                                                .updateKeys(connection.admitted(), update))
                                .build());
            }
            case FAILURE -> connection.network().close();
            default ->
                    throw new ProtocolException(
                            ErrorCode.BAD_FRAME, header.type() + " is not a request", "");
        }
    }

    private void greet(Hello hello) throws IOException {
        Admission.Admitted who =
                context.admission().admit(connection.network().peerCertificate(), hello);
        connection.admit(who);
        Welcome welcome =
                Welcome.newBuilder()
                        .setVersion(who.version())
                        .setSoftware(context.settings().software())
                        .setRepositoryId(
                                ByteString.copyFrom(context.repository().repositoryId().toBytes()))
                        .setLimits(context.settings().limits())
                        .setVault(who.document())
                        .setClient(who.client())
                        .setReceiptKey(ByteString.copyFrom(context.repository().receiptKey()))
                        .build();
        connection.network().send(FrameType.WELCOME, 0, 0, welcome);
    }

    private void openSession(FrameHeader header, OpenSession request) throws IOException {
        if (header.handle() == 0) {
            throw new ProtocolException(ErrorCode.BAD_FRAME, "a session needs a handle", "");
        }
        Uid writerId = IdLists.uid("writer", request.getWriter());
        Admission.Admitted who = connection.admitted();
        PushStore store = who.store().openSession(who.client(), request);
        SessionWriter writer =
                context.writers()
                        .join(
                                store,
                                writerId,
                                request.getRejoin(),
                                who.client(),
                                connection,
                                header.handle());
        connection.bind(header.handle(), writer);
        SessionOpened opened = store.opened();
        answer(
                header,
                FrameType.SESSION_OPENED,
                request.getRejoin() ? opened.toBuilder().clearBases().build() : opened);
    }

    private void have(FrameHeader header, HaveChunks request) throws IOException {
        List<Id> ids = ids(request.getIds());
        BitSet bits = writer(header).store().have(ids, request.getNodes());
        answer(
                header,
                FrameType.HAVE_ANSWER,
                HaveAnswer.newBuilder().setBitmap(ByteString.copyFrom(bits.toByteArray())).build());
    }

    private void commit(FrameHeader header, Commit request) throws IOException {
        SessionWriter writer = writer(header);
        long start = System.nanoTime();
        CommitAnswer answered = writer.store().commit(request);
        if (answered.hasReceipt()) {
            context.listener().committed(System.nanoTime() - start);
        }
        answer(header, FrameType.COMMIT_ANSWER, answered);
    }

    private void closeSession(FrameHeader header, CloseSession request) throws IOException {
        Uid sessionId = IdLists.uid("session id", request.getSessionId());
        SessionWriter bound = connection.bound(header.handle());
        if (bound != null && bound.store().sessionId().equals(sessionId)) {
            bound.store().close();
            context.writers().end(bound);
        } else {
            Admission.Admitted who = connection.admitted();
            PushStore store = who.store().session(who.client(), sessionId);
            if (store != null) {
                store.close();
            }
        }
        answer(header, FrameType.SESSION_CLOSED, SessionClosed.getDefaultInstance());
    }

    private void pull(FrameHeader header, ByteString field, boolean nodes)
            throws IOException, InterruptedException {
        List<Id> ids = ids(field);
        Pull pull = new Pull(connection, header.sequence(), context.priority());
        connection.started(header.sequence(), pull);
        try {
            pull.run(connection.admitted().store(), ids, nodes);
        } finally {
            connection.finished(header.sequence());
        }
    }

    private void listPoints(FrameHeader header, ListPoints request) throws IOException {
        Points all = connection.admitted().store().listPoints(request);
        Points.Builder part = Points.newBuilder();
        int bytes = 0;
        for (PointDocument point : all.getPointsList()) {
            if (bytes > LIST_FRAME_BYTES) {
                sendPoints(header, FrameHeader.FLAG_MORE, part.build());
                part.clear();
                bytes = 0;
            }
            part.addPoints(point);
            bytes += point.getSerializedSize();
        }
        sendPoints(header, 0, part.build());
    }

    private void sendPoints(FrameHeader header, int flags, Points points) {
        connection
                .network()
                .send(
                        Frame.control(
                                connection.network().allocator(),
                                FrameType.POINTS,
                                flags,
                                0,
                                header.sequence(),
                                points));
    }

    /** On a thread of its own, so that it holds up nothing else on this connection. */
    private void check(FrameHeader header, Check request) throws ProtocolException {
        if (!context.checks().tryAcquire()) {
            throw new ProtocolException(
                    ErrorCode.LIMIT_REACHED,
                    context.settings().checksAtOnce() + " checks are running already",
                    "wait for one of them to end");
        }
        CheckRun run = new CheckRun(connection, header.sequence());
        connection.started(header.sequence(), run);
        Thread.ofPlatform()
                .name("varve-check")
                .daemon()
                .start(() -> {
                    try {
                        CheckResult result = connection.admitted().store().check(request, run);
                        answer(header, FrameType.CHECK_RESULT, result);
                    } catch (IOException | RuntimeException e) {
                        connection.sendFailure(
                                0, header.sequence(), PeerErrors.translate("CHECK", e));
                    } finally {
                        connection.finished(header.sequence());
                        context.checks().release();
                    }
                });
    }

    private SessionWriter writer(FrameHeader header) throws ProtocolException {
        SessionWriter writer = connection.bound(header.handle());
        if (writer == null) {
            throw new ProtocolException(
                    ErrorCode.BAD_FRAME,
                    "session handle " + header.handle() + " is not bound on this connection",
                    "");
        }
        return writer;
    }

    private List<Id> ids(ByteString field) throws ProtocolException {
        return IdLists.read(field, context.settings().limits().getIdsPerRequest());
    }

    private void answer(
            FrameHeader request, FrameType type, com.google.protobuf.MessageLite message) {
        connection.network().send(type, request.stream(), request.sequence(), message);
    }
}
