package dev.varve.repo.admin;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.LockMode;

/** Modes of locks as the interface has them. */
final class Modes {
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
