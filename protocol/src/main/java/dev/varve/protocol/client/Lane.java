package dev.varve.protocol.client;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.frame.Failures;
import dev.varve.protocol.frame.Frame;
import dev.varve.protocol.frame.FrameHeader;
import dev.varve.protocol.frame.FrameType;
import dev.varve.protocol.message.Failure;
import dev.varve.protocol.message.SessionOpened;
import dev.varve.protocol.message.Welcome;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client, made again whenever it is lost and somebody waits for it. Keeps the
 * requests that have no answer yet, and binds sessions on each new connection. All state is
 * confined to the event loop; the public face posts to it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // tasks posted to the loop report by themselves
final class Lane {
    /** A bound on what callers can pile up. */
    private static final int MAX_PENDING = 4096;

    private final int index;
    private final EventLoop loop;
    private final LaneConnector connector;
    private final LaneOwner owner;
    private final ConnectionFailures failures;
    private final Patience patience;
    private final LanePacing pacing;

    private final Map<Long, Request<?>> pending = new LinkedHashMap<>();
    private final Map<Integer, Binding> bindings = new LinkedHashMap<>();
    private @Nullable LaneConnection connection;
    private @Nullable ProtocolException ended;
    private boolean ready;
    private boolean retrying;
    private long lastNumber;

    /** A session on this lane. */
    private static final class Binding {
        final NettyPushSession session;
        boolean bound;

        Binding(NettyPushSession session) {
            this.session = session;
        }
    }

    Lane(
            int index,
            EventLoop loop,
            LaneConnector connector,
            LaneOwner owner,
            LanePacing.Rates rates) {
        this.index = index;
        this.loop = loop;
        this.connector = connector;
        this.owner = owner;
        this.patience = new Patience(connector.settings().patience());
        this.pacing = new LanePacing(loop, rates);
        this.failures = new ConnectionFailures(connector.settings().endpoint());
    }

    // ------------------------------------------------------------ from any thread

    /** Connects, before there is a request. */
    void open() {
        loop.execute(this::ensureConnected);
    }

    /** Sends the request, now or as soon as there is a connection, until it is answered. */
    void submit(Request<?> request) {
        loop.execute(() -> add(request));
    }

    /** Binds the session on this lane's connection, and on each that follows. */
    void join(NettyPushSession session) {
        loop.execute(() -> {
            if (ended != null) {
                session.fail(ended);
                return;
            }
            Binding binding = new Binding(session);
            bindings.put(session.handle(), binding);
            if (ready) {
                bind(binding);
            }
            ensureConnected();
        });
    }

    /** Forgets the session; what waits for it fails with {@code cause}. */
    void leave(NettyPushSession session, ProtocolException cause) {
        loop.execute(() -> {
            if (bindings.remove(session.handle()) != null && ready && connection != null) {
                connection.send(
                        Frame.empty(
                                FrameType.LEAVE_SESSION,
                                FrameHeader.streamOf(session.handle(), 0),
                                0));
            }
            failPending(request -> request.session() == session, cause);
        });
    }

    /** The session has a run to send. */
    void flush(NettyPushSession session) {
        loop.execute(() -> {
            Binding binding = bindings.get(session.handle());
            if (binding != null) {
                flush(binding);
            }
        });
    }

    /** For good; what waits fails with {@code cause}. */
    void end(ProtocolException cause) {
        loop.execute(() -> {
            if (ended == null) {
                ended = cause;
            }
            ready = false;
            if (connection != null) {
                connection.close();
                connection = null;
            }
            failEverything(cause);
        });
    }

    boolean inEventLoop() {
        return loop.inEventLoop();
    }

    // ------------------------------------------------------------ requests

    private void add(Request<?> request) {
        if (ended != null) {
            request.fail(ended);
            return;
        }
        if (pending.size() >= MAX_PENDING) {
            request.fail(
                    new ProtocolException(
                            ErrorCode.LIMIT_REACHED,
                            "more than " + MAX_PENDING + " requests wait on one connection",
                            ""));
            return;
        }
        long number = ++lastNumber;
        pending.put(number, request);
        request.future()
                .whenComplete((value, failure) -> {
                    if (request.future().isCancelled()) {
                        loop.execute(() -> cancel(number));
                    }
                });
        send(number, request);
        ensureConnected();
    }

    private void send(long number, Request<?> request) {
        LaneConnection current = connection;
        NettyPushSession session = request.session();
        if (current == null || !ready || (session != null && !bound(session))) {
            return;
        }
        if (pacing.holds(request.type(), () -> sendHeld(current, number, request))) {
            return;
        }
        Frame frame;
        try {
            frame = request.frame(current.allocator(), number);
        } catch (ProtocolException e) {
            pending.remove(number);
            request.fail(e);
            return;
        }
        if (session != null) {
            session.countSent(FrameHeader.LENGTH + frame.header().payloadLength());
        }
        current.send(frame);
    }

    /** On another connection it was sent anew. */
    private void sendHeld(LaneConnection on, long number, Request<?> request) {
        if (on == connection && pending.get(number) == request) {
            send(number, request);
        }
    }

    private boolean bound(NettyPushSession session) {
        Binding binding = bindings.get(session.handle());
        return binding != null && binding.bound;
    }

    private void cancel(long number) {
        if (pending.remove(number) != null && ready && connection != null) {
            connection.send(Frame.empty(FrameType.CANCEL, 0, number));
        }
    }

    // ------------------------------------------------------------ frames

    /** Does not release the frame. */
    void take(LaneConnection from, Frame frame) throws ProtocolException {
        if (from != connection) {
            return;
        }
        switch (frame.header().type()) {
            case WELCOME -> welcome(frame.parse(Welcome.parser()));
            case FAILURE -> takeFailure(frame);
            case ACK -> {
                patience.working(); // the daemon does more than to greet
                Binding binding = bindings.get(frame.header().handle());
                if (binding != null) {
                    binding.session.acknowledge(
                            frame.header().streamNumber(), frame.header().sequence());
                    flush(binding);
                }
            }
            default -> {
                patience.working();
                pacing.received(frame);
                takeAnswer(frame);
            }
        }
    }

    private void takeAnswer(Frame frame) {
        long number = frame.header().sequence();
        Request<?> request = pending.get(number);
        if (request == null) {
            return; // cancelled meanwhile
        }
        try {
            if (request.take(frame)) {
                pending.remove(number);
            }
        } catch (ProtocolException e) {
            cancel(number);
            request.fail(e);
        } catch (RuntimeException e) {
            // The caller's sink: its trouble must not end a connection that others use.
            cancel(number);
            request.fail(
                    new ProtocolException(
                            ErrorCode.INTERNAL, "taking an answer failed: " + e, "", e));
        }
    }

    private void takeFailure(Frame frame) throws ProtocolException {
        ProtocolException failure = Failures.read(frame.parse(Failure.parser()));
        long number = frame.header().sequence();
        Binding binding = bindings.get(frame.header().handle());
        boolean ofConnection = number == 0 && frame.header().handle() == 0;
        if (ofConnection || failure.code() == ErrorCode.UNAVAILABLE) {
            // The daemon ends the connection; what was asked is asked again on the next.
            throw failure;
        } else if (number != 0) {
            Request<?> request = pending.remove(number);
            if (request != null) {
                request.fail(failure);
            }
        } else if (binding != null) {
            binding.session.fail(failure);
        }
    }

    private void welcome(Welcome welcome) throws ProtocolException {
        owner.welcomed(welcome);
        ready = true;
        for (Map.Entry<Long, Request<?>> entry : List.copyOf(pending.entrySet())) {
            send(entry.getKey(), entry.getValue());
        }
        for (Binding binding : List.copyOf(bindings.values())) {
            bind(binding);
        }
    }

    // ------------------------------------------------------------ sessions

    private void bind(Binding binding) {
        LaneConnection on = connection;
        Request<SessionOpened> request = binding.session.rejoinRequest();
        request.future()
                .whenComplete((opened, failure) -> {
                    if (failure instanceof ProtocolException known) {
                        binding.session.fail(known);
                    } else if (opened != null && on == connection) {
                        bound(binding);
                    }
                });
        add(request);
    }

    private void bound(Binding binding) {
        binding.bound = true;
        binding.session.rewind(index);
        for (Map.Entry<Long, Request<?>> entry : List.copyOf(pending.entrySet())) {
            if (entry.getValue().session() == binding.session) {
                send(entry.getKey(), entry.getValue());
            }
        }
        flush(binding);
    }

    private void flush(Binding binding) {
        LaneConnection current = connection;
        while (current != null
                && binding.bound
                && current.writable()
                && !pacing.holdsRuns(() -> flushAll(current))) {
            Frame frame = binding.session.next(index);
            if (frame == null) {
                return;
            }
            binding.session.countSent(FrameHeader.LENGTH + frame.header().payloadLength());
            pacing.sent(frame);
            current.send(frame);
        }
    }

    void flushAll(LaneConnection from) {
        if (from == connection) {
            for (Binding binding : List.copyOf(bindings.values())) {
                flush(binding);
            }
        }
    }

    // ------------------------------------------------------------ connecting

    private void ensureConnected() {
        if (connection != null || retrying || ended != null) {
            return;
        }
        LaneConnection fresh = new LaneConnection(this, connector.settings());
        connection = fresh;
        ChannelFuture dialled = connector.connect(loop, fresh);
        dialled.addListener(result -> {
            if (!result.isSuccess()) {
                fresh.end(result.cause());
            }
        });
    }

    void requireWelcome(LaneConnection from) {
        if (from == connection && !ready) {
            from.end(
                    new ProtocolException(
                            ErrorCode.UNAVAILABLE,
                            "the daemon at "
                                    + connector.settings().endpoint()
                                    + " does not answer our greeting",
                            ""));
        }
    }

    void lost(LaneConnection from, Throwable cause) {
        if (from != connection) {
            return;
        }
        ProtocolException failure = failures.explain(cause, ready);
        connection = null;
        ready = false;
        bindings.values().forEach(binding -> binding.bound = false);
        pending.values().removeIf(Request::madeForOneConnection);
        if (!failure.code().retriable() || !owner.everWelcomed()) {
            owner.failed(failure);
            return;
        }
        if (pending.isEmpty() && bindings.isEmpty()) {
            return;
        }
        if (patience.exhausted()) {
            patience.working();
            failEverything(failure);
            return;
        }
        retrying = true;
        loop.schedule(
                () -> {
                    retrying = false;
                    ensureConnected();
                },
                patience.nextDelayNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void failEverything(ProtocolException cause) {
        List<Binding> sessions = new ArrayList<>(bindings.values());
        bindings.clear();
        sessions.forEach(binding -> binding.session.fail(cause));
        failPending(request -> true, cause);
    }

    private void failPending(Predicate<Request<?>> which, ProtocolException cause) {
        List<Request<?>> failing = pending.values().stream().filter(which).toList();
        pending.values().removeIf(which);
        failing.forEach(request -> request.fail(cause));
    }
}
