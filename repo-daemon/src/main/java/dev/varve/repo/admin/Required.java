package dev.varve.repo.admin;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Uid;
import org.jspecify.annotations.Nullable;

/** What a request must have: a missing part is the caller's mistake, and is named. */
final class Required {
    private static final String ADVICE = "See /openapi.json.";

    private Required() {}

    static <T> T body(@Nullable T body, String what) throws ProtocolException {
        if (body == null) {
            throw bad("the request has no body: it needs " + what);
        }
        return body;
    }

    static String text(@Nullable String value, String field) throws ProtocolException {
        if (value == null || value.isBlank()) {
            throw bad(field + " is missing");
        }
        return value;
    }

    static <T> T field(@Nullable T value, String field) throws ProtocolException {
        if (value == null) {
            throw bad(field + " is missing");
        }
        return value;
    }

    static Uid point(String point) throws ProtocolException {
        try {
            return Uid.parse(point);
        } catch (IllegalArgumentException noUid) {
            throw new ProtocolException(
                    ErrorCode.POINT_UNKNOWN, "no restore point \"" + point + "\"", "", noUid);
        }
    }

    static ProtocolException bad(String what) {
        return new ProtocolException(ErrorCode.USAGE, what, ADVICE);
    }
}
