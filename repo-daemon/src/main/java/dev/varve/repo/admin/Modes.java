package dev.varve.repo.admin;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.LockMode;

/** Modes of locks as the interface has them, and who acts through it. */
final class Modes {
    /** Whoever holds the token of the data directory. */
    static final String ACTOR = "operator admin";

    private Modes() {}

    static LockMode parse(String mode) throws ProtocolException {
        return switch (mode) {
            case "none" -> LockMode.LOCK_MODE_NONE;
            case "governance" -> LockMode.LOCK_MODE_GOVERNANCE;
            case "compliance" -> LockMode.LOCK_MODE_COMPLIANCE;
            default ->
                    throw new ProtocolException(
                            ErrorCode.USAGE,
                            "a lock has mode none, governance or compliance, not " + mode,
                            "");
        };
    }
}
