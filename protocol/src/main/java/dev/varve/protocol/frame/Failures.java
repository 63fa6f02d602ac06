package dev.varve.protocol.frame;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Failure;

/** {@link ProtocolException} as it crosses the wire, there and back. */
public final class Failures {
    /** Keeps a Failure within its frame's limit whatever went wrong. */
    private static final int MAX_TEXT_CHARS = 4096;

    private Failures() {}

    public static Failure write(ProtocolException exception) {
        return Failure.newBuilder()
                .setCode(exception.code().number())
                .setMessage(cut(String.valueOf(exception.getMessage())))
                .setAdvice(cut(exception.advice()))
                .setRetriable(exception.code().retriable())
                .build();
    }

    public static ProtocolException read(Failure failure) {
        return new ProtocolException(
                ErrorCode.ofNumber(failure.getCode()), failure.getMessage(), failure.getAdvice());
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT_CHARS ? text : text.substring(0, MAX_TEXT_CHARS) + "…";
    }
}
