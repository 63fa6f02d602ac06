package dev.varve.ingest.pull;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ReadEnd;
import dev.varve.protocol.model.Id;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for the daemon's answers to reads, and turns what they lack into errors. */
final class Answers {
    private Answers() {}

    /** Waits; what made the future fail is thrown as it is, when it is the daemon's. */
    static ReadEnd await(CompletableFuture<ReadEnd> answer)
            throws ProtocolException, InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProtocolException cause) {
                throw new ProtocolException(
                        cause.code(), String.valueOf(cause.getMessage()), cause.advice(), cause);
            }
            throw new ProtocolException(
                    ErrorCode.INTERNAL, "reading failed: " + e.getCause(), "", e);
        }
    }

    /**
     * Refuses an answer that lacks something.
     *
     * @throws ProtocolException DAMAGED, names the first
     */
    static void requireAll(String what, ReadEnd end) throws ProtocolException {
        requireNone(what, "is not in the repository", end.getAbsent());
        requireNone(what, "lies in a damaged place of the repository", end.getDamaged());
    }

    static ProtocolException damaged(String what, Id id, String why) {
        return new ProtocolException(
                ErrorCode.DAMAGED,
                what + " " + id + " " + why,
                "run varve check --level data to see which points use it; other points still restore");
    }

    private static void requireNone(String what, String why, ByteString ids)
            throws ProtocolException {
        if (ids.size() >= Id.LENGTH) {
            int others = ids.size() / Id.LENGTH - 1;
            Id first = Id.at(ids.substring(0, Id.LENGTH).toByteArray(), 0);
            throw damaged(what, first, why + (others > 0 ? " (and " + others + " more)" : ""));
        }
    }
}
