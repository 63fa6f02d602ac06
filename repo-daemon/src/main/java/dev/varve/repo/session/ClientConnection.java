package dev.varve.repo.session;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.frame.Frame;
import dev.varve.protocol.frame.FrameHeader;
import dev.varve.protocol.frame.FrameType;
import dev.varve.protocol.record.RecordType;
import dev.varve.protocol.server.FrameConnection;
import dev.varve.protocol.server.FrameHandler;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client. Runs go from the event loop straight to the store; whatever may wait
 * goes to a lane of its own, in order. Decides when the connection is read.
 */
final class ClientConnection implements FrameHandler {
    /** Requests that wait for their turn; more than these are not read. */
    private static final int MOST_WAITING = 64;

    /** The rate changes with the time of day. */
    private static final long ASK_RATE_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SessionContext context;
    private final FrameConnection network;
    private final AckBatch acks;
    private final SerialLane requests;
    private final SerialLane pulls;
    private final RequestHandler handler;
    private final Map<Integer, SessionWriter> bindings = new ConcurrentHashMap<>();
    private final Map<Long, Cancellable> underWay = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong pendingBytes = new AtomicLong();
    private volatile Admission.@Nullable Admitted admitted;
    private final ReadPace pace;
    private boolean waking;
    private boolean greeting;
    private boolean reading = true;
    private volatile boolean gone;
    private volatile boolean stopping;

    ClientConnection(SessionContext context, FrameConnection network) {
        this.context = context;
        this.network = network;
        this.acks = new AckBatch(network);
        this.requests = new SerialLane(context.requests());
        this.pulls = new SerialLane(context.pulls());
        this.handler = new RequestHandler(context, this);
        this.pace = new ReadPace(context.priority(), System::nanoTime);
        context.connections().opened(this);
    }

    // ------------------------------------------------------------ event loop

    @Override
    public void take(Frame frame) throws ProtocolException {
        FrameHeader header = frame.header();
        boolean handedOn = false;
        try {
            if (admitted == null) {
                greet(frame);
                handedOn = true;
                return;
            }
            switch (header.type()) {
                case PUT_CHUNKS -> takeRun(RecordType.CHUNKS, frame);
                case PUT_NODES -> takeRun(RecordType.NODE, frame);
                case PUT_DELTA -> takeRun(RecordType.DELTA, frame);
                case CANCEL -> cancel(header.sequence());
                case GET_NODES, READ_CHUNKS -> {
                    queue(pulls, frame);
                    handedOn = true;
                }
                case HELLO ->
                        throw new ProtocolException(
                                ErrorCode.BAD_FRAME, "a second greeting on one connection", "");
                default -> {
                    queue(requests, frame);
                    handedOn = true;
                }
            }
        } finally {
            if (!handedOn) {
                frame.release();
            }
        }
    }

    private void greet(Frame frame) throws ProtocolException {
        if (greeting || frame.header().type() != FrameType.HELLO) {
            throw new ProtocolException(
                    ErrorCode.BAD_FRAME,
                    "a " + frame.header().type() + " frame came before the greeting was answered",
                    "");
        }
        greeting = true;
        queue(requests, frame);
    }

    private void takeRun(RecordType type, Frame frame) throws ProtocolException {
        SessionWriter writer = bindings.get(frame.header().handle());
        if (writer != null) {
            ByteBuf run = frame.payload().retain();
            writer.take(type, frame.header(), run, this);
            pace.took(FrameHeader.LENGTH + frame.header().payloadLength(), bandwidth());
            updateReading();
        } else {
            throw new ProtocolException(
                    ErrorCode.BAD_FRAME,
                    "a run came for session handle "
                            + frame.header().handle()
                            + ", which is not bound on this connection",
                    "");
        }
    }

    private void cancel(long number) {
        Cancellable request = underWay.get(number);
        if (request != null) {
            request.cancel();
        }
    }

    private void queue(SerialLane lane, Frame frame) {
        waiting.incrementAndGet();
        updateReading();
        lane.run(() -> {
            try {
                if (gone) {
                    return;
                }
                handler.handle(frame);
            } finally {
                frame.release();
                waiting.decrementAndGet();
                updateReadingSoon();
            }
        });
    }

    private void updateReading() {
        long waitNanos = pace.waitNanos();
        if (waitNanos > 0 && !waking) {
            waking = true;
            network.schedule(
                    () -> {
                        waking = false;
                        updateReading();
                    },
                    waitNanos);
        }
        boolean read =
                waitNanos == 0
                        && !gone
                        && !stopping
                        && waiting.get() < MOST_WAITING
                        && pendingBytes.get() < context.settings().pendingBytesPerConnection()
                        && network.writable()
                        && !context.pending().exhausted(this);
        if (read != reading) {
            reading = read;
            network.setReading(read);
        }
    }

    @Override
    public void writabilityChanged() {
        synchronized (this) {
            notifyAll();
        }
        updateReading();
    }

    @Override
    public void closed() {
        synchronized (this) {
            gone = true;
            notifyAll();
        }
        underWay.values().forEach(Cancellable::cancel);
        context.pending().forget(this);
        context.connections().closed(this);
        requests.run(this::leave);
    }

    /** After the last request: what it bound is unbound, too. */
    private void leave() {
        bindings.values().forEach(writer -> writer.leave(this));
        bindings.clear();
        Admission.Admitted who = admitted;
        if (who != null) {
            context.connections().leave(who.client());
        }
    }

    // ------------------------------------------------------------ from any thread

    FrameConnection network() {
        return network;
    }

    SessionListener listener() {
        return context.listener();
    }

    Admission.Admitted admitted() {
        Admission.Admitted who = admitted;
        if (who == null) {
            throw new IllegalStateException("not admitted yet");
        }
        return who;
    }

    void admit(Admission.Admitted who) throws ProtocolException {
        context.connections().enter(who.client());
        admitted = who;
        network.greeted();
    }

    /** What its client may use of the line. */
    Bandwidth.Share bandwidth() {
        return context.bandwidth().of(admitted().client());
    }

    boolean isAdmitted() {
        return admitted != null;
    }

    void updateReadingSoon() {
        network.execute(this::updateReading);
    }

    void bind(int handle, SessionWriter writer) {
        bindings.put(handle, writer);
    }

    @Nullable SessionWriter bound(int handle) {
        return bindings.get(handle);
    }

    void unbind(int handle) {
        SessionWriter writer = bindings.remove(handle);
        if (writer != null && !bindings.containsValue(writer)) {
            writer.leave(this);
        }
    }

    /** A request that can be given up; {@link #finished} must follow. */
    void started(long number, Cancellable request) {
        underWay.put(number, request);
    }

    void finished(long number) {
        underWay.remove(number);
    }

    /** A run was taken. */
    void received(RecordType type, int bytes) {
        pendingBytes.addAndGet(bytes);
        context.pending().add(bytes);
        context.listener().runReceived(type, bytes);
    }

    /** A run is durable, or has failed. */
    void settled(int bytes, long nanos, boolean durable) {
        context.pending().remove(bytes);
        long bound = context.settings().pendingBytesPerConnection();
        long left = pendingBytes.addAndGet(-bytes);
        if (left < bound && left + bytes >= bound) {
            updateReadingSoon();
        }
        if (durable) {
            context.listener().runDurable(bytes, nanos);
        }
    }

    void acknowledge(int streamField, long durableSequence) {
        acks.add(streamField, durableSequence);
    }

    void sendFailure(int streamField, long number, ProtocolException failure) {
        context.listener().failed(failure.code());
        network.sendFailure(streamField, number, failure);
    }

    void end(ProtocolException failure) {
        context.listener().failed(failure.code());
        network.execute(() -> network.end(failure));
    }

    /** {@code writer} was superseded: a connection that served it only is of no more use. */
    void closeUnlessUsed(SessionWriter writer) {
        if (bindings.values().stream().allMatch(other -> other == writer)) {
            end(
                    new ProtocolException(
                            ErrorCode.SESSION_BUSY,
                            "session " + writer.store().sessionId() + " was taken over",
                            ""));
        }
    }

    /**
     * Waits until the peer takes more.
     *
     * @throws IOException when it has gone, or takes nothing for too long
     */
    void awaitWritable() throws IOException, InterruptedException {
        long limitNanos = context.settings().slowReaderLimit().toNanos();
        long start = System.nanoTime();
        synchronized (this) {
            while (!gone && !network.writable()) {
                long leftMillis = (limitNanos - (System.nanoTime() - start)) / 1_000_000;
                if (leftMillis <= 0) {
                    network.close();
                    throw new ProtocolException(
                            ErrorCode.UNAVAILABLE, "the client does not take its answer", "");
                }
                wait(leftMillis);
            }
            if (gone) {
                throw new ProtocolException(ErrorCode.UNAVAILABLE, "the client has gone", "");
            }
        }
    }

    /**
     * Waits until what was sent before is within the rate.
     *
     * @throws IOException when the peer has gone
     */
    void awaitSendRate() throws IOException, InterruptedException {
        Bandwidth.Share share = bandwidth();
        synchronized (this) {
            long waitNanos = share.sendWaitNanos();
            while (!gone && waitNanos > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.min(waitNanos, ASK_RATE_AGAIN_NANOS));
                waitNanos = share.sendWaitNanos();
            }
            if (gone) {
                throw new ProtocolException(ErrorCode.UNAVAILABLE, "the client has gone", "");
            }
        }
    }

    /** Nothing more is read; what is under way goes on. */
    void stop() {
        stopping = true;
        updateReadingSoon();
    }

    /** Nothing waits or is under way. */
    boolean idle() {
        return waiting.get() == 0 && pendingBytes.get() == 0;
    }
}
