package dev.varve.protocol.client;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.frame.Frame;
import dev.varve.protocol.frame.FrameHeader;
import dev.varve.protocol.frame.FrameType;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.message.SessionOpened;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One control request until its answer is there. Its message is made each time that it is sent, so
 * that a repeated request asks for what is still missing only. Confined to its lane's event loop,
 * but for the future.
 */
final class Request<T> {
    /** Takes the frames of an answer. */
    interface Answer<T> {
        /** Null: more frames are to come. Does not release. */
        @Nullable T take(Frame frame) throws ProtocolException;
    }

    private final FrameType type;
    private final @Nullable NettyPushSession session;
    private final int handle;
    private final boolean madeForOneConnection;
    private final Supplier<? extends MessageLite> message;
    private final Answer<T> answer;
    private final CompletableFuture<T> future = new CompletableFuture<>();

    /** {@code session}: not sent on a connection before this session is bound there. */
    Request(
            FrameType type,
            @Nullable NettyPushSession session,
            Supplier<? extends MessageLite> message,
            Answer<T> answer) {
        this(type, session, session == null ? 0 : session.handle(), false, message, answer);
    }

    private Request(
            FrameType type,
            @Nullable NettyPushSession session,
            int handle,
            boolean madeForOneConnection,
            Supplier<? extends MessageLite> message,
            Answer<T> answer) {
        this.type = type;
        this.session = session;
        this.handle = handle;
        this.madeForOneConnection = madeForOneConnection;
        this.message = message;
        this.answer = answer;
    }

    /** A request with one message, answered by one frame. */
    static <M> Request<M> simple(
            FrameType type,
            @Nullable NettyPushSession session,
            MessageLite message,
            FrameType answerType,
            Parser<M> parser) {
        return new Request<>(
                type, session, () -> message, frame -> expect(frame, answerType).parse(parser));
    }

    /**
     * Binds {@code handle} to a session. {@code rejoin}: asked on one connection, and anew on the
     * next.
     */
    static Request<SessionOpened> open(int handle, boolean rejoin, OpenSession message) {
        return new Request<>(
                FrameType.OPEN_SESSION,
                null,
                handle,
                rejoin,
                () -> message,
                frame -> expect(frame, FrameType.SESSION_OPENED).parse(SessionOpened.parser()));
    }

    static Frame expect(Frame frame, FrameType type) throws ProtocolException {
        if (frame.header().type() != type) {
            throw new ProtocolException(
                    ErrorCode.BAD_FRAME,
                    "a " + frame.header().type() + " frame came where " + type + " was due",
                    "");
        }
        return frame;
    }

    FrameType type() {
        return type;
    }

    @Nullable NettyPushSession session() {
        return session;
    }

    /** Not to be repeated on another connection. */
    boolean madeForOneConnection() {
        return madeForOneConnection;
    }

    /**
     * As it is sent now.
     *
     * @throws ProtocolException TOO_LARGE
     */
    Frame frame(ByteBufAllocator allocator, long number) throws ProtocolException {
        MessageLite now = message.get();
        if (now.getSerializedSize() > type.maxPayloadBytes()) {
            throw new ProtocolException(
                    ErrorCode.TOO_LARGE,
                    type
                            + " of "
                            + now.getSerializedSize()
                            + " bytes is over the limit of "
                            + type.maxPayloadBytes(),
                    "");
        }
        return Frame.control(allocator, type, FrameHeader.streamOf(handle, 0), number, now);
    }

    CompletableFuture<T> future() {
        return future;
    }

    /** True when this was the last frame of the answer. */
    boolean take(Frame frame) throws ProtocolException {
        T value = answer.take(frame);
        if (value != null) {
            future.complete(value);
        }
        return value != null;
    }

    void fail(Throwable cause) {
        future.completeExceptionally(cause);
    }
}
