package dev.varve.k8s.hook;

import java.time.Duration;

/**
 * A freeze that a session of a database's client holds, and that ends with it.
 *
 * @param timer after this, counted from when the freeze is asked for, it thaws whatever happens
 * @param freezeLimit how long to wait for it to be frozen, and for it to be thawed
 * @param tailLimit how long the session is kept after the thaw; zero: not at all
 * @param client a shell snippet that runs the client, which reads its statements from stdin;
 *     secrets come from the container's own environment
 * @param freeze statements; the last one makes the client say the line {@code varve:frozen}
 * @param thaw statements; the last one makes it say {@code varve:thawed}
 */
public record Hold(
        String name,
        ContainerRef container,
        Duration timer,
        Duration freezeLimit,
        Duration tailLimit,
        OnError onError,
        String client,
        String freeze,
        String thaw) {
    public Hold {
        if (!name.matches(Hook.NAME)) {
            throw new IllegalArgumentException("not a name for a held session: '" + name + "'");
        }
        Limits.checked(timer, "the timer of " + name);
        Limits.checked(freezeLimit, "the limit to freeze of " + name);
        if (freezeLimit.compareTo(timer) > 0) {
            throw new IllegalArgumentException(
                    name + " would thaw by its timer before it has to be frozen");
        }
        if (tailLimit.isNegative() || tailLimit.compareTo(Limits.LONGEST) > 0) {
            throw new IllegalArgumentException(name + " keeps its session for " + tailLimit);
        }
        if (client.isBlank() || freeze.isBlank() || thaw.isBlank()) {
            throw new IllegalArgumentException(name + " lacks its client, freeze or thaw");
        }
    }
}
