package dev.varve.repo.admin;

import dev.varve.protocol.error.ErrorCode;

/** Body of every answer that is no success. */
record ErrorView(String code, int number, String message, String advice) {
    static ErrorView of(ErrorCode code, String message, String advice) {
        return new ErrorView(code.name(), code.number(), message, advice);
    }
}
