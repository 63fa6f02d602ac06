package dev.varve.protocol.frame;

import org.jspecify.annotations.Nullable;

/** What a frame carries, who sends it, and how long its payload may be. docs/formats/wire.md. */
public enum FrameType {
    HELLO(1, Side.CLIENT, Limit.SMALL),
    WELCOME(2, Side.DAEMON, Limit.CONTROL),
    FAILURE(3, Side.BOTH, Limit.SMALL),
    PING(4, Side.BOTH, Limit.TINY),
    PONG(5, Side.BOTH, Limit.TINY),
    CANCEL(6, Side.CLIENT, Limit.NONE),
    OPEN_SESSION(16, Side.CLIENT, Limit.CONTROL),
    SESSION_OPENED(17, Side.DAEMON, Limit.DATA),
    HAVE_CHUNKS(18, Side.CLIENT, Limit.CONTROL),
    HAVE_ANSWER(19, Side.DAEMON, Limit.CONTROL),
    COMMIT(20, Side.CLIENT, Limit.CONTROL),
    COMMIT_ANSWER(21, Side.DAEMON, Limit.DATA),
    CLOSE_SESSION(22, Side.CLIENT, Limit.CONTROL),
    SESSION_CLOSED(23, Side.DAEMON, Limit.CONTROL),
    LEAVE_SESSION(24, Side.CLIENT, Limit.NONE),
    PUT_CHUNKS(32, Side.CLIENT, Limit.DATA),
    PUT_NODES(33, Side.CLIENT, Limit.DATA),
    PUT_DELTA(34, Side.CLIENT, Limit.DATA),
    ACK(35, Side.DAEMON, Limit.NONE),
    GET_NODES(48, Side.CLIENT, Limit.CONTROL),
    READ_CHUNKS(49, Side.CLIENT, Limit.CONTROL),
    RECORDS(50, Side.DAEMON, Limit.DATA),
    READ_END(51, Side.DAEMON, Limit.DATA),
    LIST_POINTS(64, Side.CLIENT, Limit.CONTROL),
    POINTS(65, Side.DAEMON, Limit.DATA),
    GET_STATISTICS(66, Side.CLIENT, Limit.CONTROL),
    STATISTICS(67, Side.DAEMON, Limit.CONTROL),
    CHECK(68, Side.CLIENT, Limit.CONTROL),
    CHECK_PROGRESS(69, Side.DAEMON, Limit.CONTROL),
    CHECK_RESULT(70, Side.DAEMON, Limit.DATA),
    UPDATE_KEYS(71, Side.CLIENT, Limit.CONTROL),
    KEYS_UPDATED(72, Side.DAEMON, Limit.CONTROL);

    /** Who sends frames of a type. */
    public enum Side {
        CLIENT,
        DAEMON,
        BOTH
    }

    /** Longest payloads, in bytes. */
    private static final class Limit {
        static final int NONE = 0;
        static final int TINY = 64;
        static final int SMALL = 64 << 10;
        static final int CONTROL = 1 << 20;

        /** A record of the greatest size and its table, with room to spare. */
        static final int DATA = 17 << 20;
    }

    private static final @Nullable FrameType[] BY_NUMBER = new @Nullable FrameType[256];

    static {
        for (FrameType type : values()) {
            BY_NUMBER[type.number] = type;
        }
    }

    private final int number;
    private final Side sender;
    private final int maxPayloadBytes;

    FrameType(int number, Side sender, int maxPayloadBytes) {
        this.number = number;
        this.sender = sender;
        this.maxPayloadBytes = maxPayloadBytes;
    }

    /** Null when no such type is known. */
    public static @Nullable FrameType ofNumber(int number) {
        return BY_NUMBER[number & 0xFF];
    }

    public int number() {
        return number;
    }

    /** True when {@code side} sends frames of this type. */
    public boolean sentBy(Side side) {
        return sender == Side.BOTH || sender == side;
    }

    public int maxPayloadBytes() {
        return maxPayloadBytes;
    }
}
