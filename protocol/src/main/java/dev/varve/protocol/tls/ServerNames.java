package dev.varve.protocol.tls;

import dev.varve.protocol.model.Uid;

/**
 * The name a daemon's certificate bears. It names the repository, not the host: clients check it
 * whatever address they dial, so a repository may move and no other can take its place.
 */
public final class ServerNames {
    private static final String SUFFIX = ".varve.internal";

    private ServerNames() {}

    /** {@code <32 hexadecimal digits>.varve.internal}. */
    public static String of(Uid repositoryId) {
        return repositoryId + SUFFIX;
    }
}
