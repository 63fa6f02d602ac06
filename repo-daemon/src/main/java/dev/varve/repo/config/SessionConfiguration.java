package dev.varve.repo.config;

/**
 * Bounds on what clients may use.
 *
 * @param windowBytes one stream may have sent this much without a durable acknowledgement
 * @param frameBytes the longest frame
 * @param idsPerRequest the most ids in one question
 * @param streamsPerSession the most streams of one session
 * @param sessionsPerClient the most open sessions of one client
 * @param connections the most connections in all
 * @param connectionIdleSeconds a connection that is silent for so long is closed
 * @param sessionIdleSeconds a session that nobody touches for so long is given up
 */
public record SessionConfiguration(
        int windowBytes,
        int frameBytes,
        int idsPerRequest,
        int streamsPerSession,
        int sessionsPerClient,
        int connections,
        long connectionIdleSeconds,
        long sessionIdleSeconds) {

    /** Of 32 bytes each, so that the question fits its frame of 1 MiB. */
    private static final int MOST_IDS_PER_REQUEST = 32_000;

    public static final SessionConfiguration DEFAULT =
            new SessionConfiguration(16 << 20, 17 << 20, 4096, 16, 16, 1024, 120, 7 * 86_400);

    public SessionConfiguration {
        Bounds.require("windowBytes", windowBytes, 1 << 20, 1 << 30);
        // A record of 16 MiB with its table must fit one frame.
        Bounds.require("frameBytes", frameBytes, 17 << 20, 64 << 20);
        Bounds.require("idsPerRequest", idsPerRequest, 64, MOST_IDS_PER_REQUEST);
        Bounds.require("streamsPerSession", streamsPerSession, 1, 256);
        Bounds.require("sessionsPerClient", sessionsPerClient, 1, 10_000);
        Bounds.require("connections", connections, 1, 100_000);
        Bounds.require("connectionIdleSeconds", connectionIdleSeconds, 5, 86_400);
        Bounds.require("sessionIdleSeconds", sessionIdleSeconds, 60, 365 * 86_400);
    }
}
