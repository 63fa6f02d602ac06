package dev.varve.protocol.error;

/**
 * The one table of errors. Numbers are stable for ever and travel in {@code Failure}; names may
 * change. {@code exitCode} is what the command line ends with; several codes may share one.
 */
public enum ErrorCode {
    INTERNAL(1, true, 70),
    BAD_FRAME(2, false, 76),
    BAD_MESSAGE(3, false, 76),
    TOO_LARGE(4, false, 76),
    VERSION_UNSUPPORTED(5, false, 77),
    WRONG_REPOSITORY(6, false, 78),
    UNAUTHENTICATED(7, false, 79),
    CERTIFICATE_REVOKED(8, false, 80),
    FORBIDDEN(9, false, 79),
    VAULT_UNKNOWN(10, false, 81),
    WRONG_KEY(11, false, 82),
    KEYS_CHANGED(12, true, 75),
    SESSION_UNKNOWN(13, false, 83),
    SESSION_BUSY(14, true, 75),
    BASE_CHANGED(15, true, 75),
    CHUNKS_MISSING(16, true, 75),
    POINT_UNKNOWN(17, false, 84),
    DAMAGED(18, false, 85),
    DISK_FULL(19, true, 86),
    LIMIT_REACHED(20, true, 75),
    UNAVAILABLE(21, true, 75),
    CANCELLED(22, true, 130),
    SOURCE_UNREADABLE(23, false, 87),
    TARGET_NOT_EMPTY(24, false, 88),
    TARGET_UNWRITABLE(25, false, 89),
    REPOSITORY_IN_USE(26, true, 90),
    NOT_A_REPOSITORY(27, false, 91),
    CONFIGURATION(28, false, 78),
    USAGE(29, false, 2),
    ALREADY_EXISTS(30, false, 92),
    CLIENT_UNKNOWN(31, false, 93),
    /** A retention lock or hold, or a clock that is not believed, forbids it. */
    RETENTION_LOCKED(32, false, 94),
    /** The vault may not hold more. */
    QUOTA_EXCEEDED(33, true, 95),
    /** Two officers are needed, and one has spoken. */
    APPROVAL_NEEDED(34, true, 96),
    /** Reserved, never sent: a chain that is damaged is mended by its next push, not stopped. */
    CHAIN_STOPPED(35, true, 97),
    /** Some of what was asked was done and some was not; the result names it. */
    INCOMPLETE(36, false, 98);

    private final int number;
    private final boolean retriable;
    private final int exitCode;

    ErrorCode(int number, boolean retriable, int exitCode) {
        this.number = number;
        this.retriable = retriable;
        this.exitCode = exitCode;
    }

    /**
     * The code with this number; {@link #INTERNAL} for one that a newer peer has and this one does
     * not.
     */
    public static ErrorCode ofNumber(int number) {
        for (ErrorCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return INTERNAL;
    }

    public int number() {
        return number;
    }

    /** True when the same request may succeed later without anything being mended. */
    public boolean retriable() {
        return retriable;
    }

    public int exitCode() {
        return exitCode;
    }
}
