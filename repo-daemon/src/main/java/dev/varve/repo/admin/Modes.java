package dev.varve.repo.admin;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.LockMode;
import org.jspecify.annotations.Nullable;

/** Modes of locks as the interface has them. */
final class Modes {
    private Modes() {}

    static LockMode parse(@Nullable String mode, String field) throws ProtocolException {
        return switch (Required.text(mode, field)) {
            case "none" -> LockMode.LOCK_MODE_NONE;
            case "governance" -> LockMode.LOCK_MODE_GOVERNANCE;
            case "compliance" -> LockMode.LOCK_MODE_COMPLIANCE;
            default ->
                    throw new ProtocolException(
                            ErrorCode.USAGE,
                            field + " is none, governance or compliance, not \"" + mode + "\"",
                            "");
        };
    }
}
