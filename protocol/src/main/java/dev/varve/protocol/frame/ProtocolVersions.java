package dev.varve.protocol.frame;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Hello;

/** The versions of the protocol that this build speaks, and how two sides agree on one. */
public final class ProtocolVersions {
    public static final int LOWEST = 1;
    public static final int HIGHEST = 1;

    private ProtocolVersions() {}

    /**
     * The highest version that both sides know.
     *
     * @throws ProtocolException VERSION_UNSUPPORTED, names both ranges
     */
    public static int agree(Hello hello) throws ProtocolException {
        int version = Math.min(HIGHEST, hello.getHighestVersion());
        if (version < LOWEST || version < hello.getLowestVersion()) {
            boolean clientOld = hello.getHighestVersion() < LOWEST;
            throw new ProtocolException(
                    ErrorCode.VERSION_UNSUPPORTED,
                    "the client speaks protocol versions "
                            + Integer.toUnsignedString(hello.getLowestVersion())
                            + " to "
                            + Integer.toUnsignedString(hello.getHighestVersion())
                            + ", this daemon "
                            + LOWEST
                            + " to "
                            + HIGHEST,
                    clientOld ? "update the client" : "update the daemon");
        }
        return version;
    }
}
