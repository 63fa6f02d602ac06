package dev.varve.repo.admin;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.util.List;
import java.util.function.Function;

/**
 * A part of a list.
 *
 * @param next give it as {@code after} to get the part behind this one; empty: this is the last
 */
public record Page<T>(List<T> items, String next) {
    static final int MOST = 1000;

    /**
     * Cuts a page out of a whole list.
     *
     * @param after key of the last item of the page before; empty: from the beginning
     * @throws ProtocolException USAGE for a limit that makes no sense, or an unknown {@code after}
     */
    static <T> Page<T> of(List<T> all, Function<T, String> key, int limit, String after)
            throws ProtocolException {
        if (limit < 1 || limit > MOST) {
            throw new ProtocolException(
                    ErrorCode.USAGE, "limit " + limit + " is not within 1 to " + MOST, "");
        }
        int from = 0;
        if (!after.isEmpty()) {
            while (from < all.size() && !key.apply(all.get(from)).equals(after)) {
                from++;
            }
            if (from == all.size()) {
                throw new ProtocolException(
                        ErrorCode.USAGE,
                        "nothing in the list is called \"" + after + "\"",
                        "Begin again without \"after\".");
            }
            from++;
        }
        int to = Math.min(all.size(), from + limit);
        List<T> items = List.copyOf(all.subList(from, to));
        return new Page<>(items, to == all.size() ? "" : key.apply(items.getLast()));
    }
}
