package dev.varve.repo.retention.clock;

import java.io.IOException;

/** A slot holds no record of this repository's clock; the message says why. */
final class BadSlotException extends IOException {
    private static final long serialVersionUID = 1;

    BadSlotException(String message) {
        super(message);
    }
}
