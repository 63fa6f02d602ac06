package dev.varve.repo.session;

import dev.varve.protocol.message.Limits;
import dev.varve.protocol.server.FrameServerSettings;
import java.time.Duration;

/**
 * Bounds of the session server.
 *
 * @param limits told to clients
 * @param writersPerClient the most sessions that one client pushes at once
 * @param connectionsPerClient of all processes of one client together
 * @param pendingBytesPerConnection not yet durable; above it the connection is not read
 * @param pendingBytesInAll the same over all connections
 * @param checksAtOnce further ones are refused with LIMIT_REACHED
 * @param slowReaderLimit a client that takes nothing of an answer for so long is cut off
 * @param stopLimit how long a stop waits for requests under way
 * @param bandwidth of runs and records
 * @param software what the daemon calls itself
 */
public record SessionServerSettings(
        FrameServerSettings network,
        Limits limits,
        int writersPerClient,
        int connectionsPerClient,
        long pendingBytesPerConnection,
        long pendingBytesInAll,
        int checksAtOnce,
        Duration slowReaderLimit,
        Duration stopLimit,
        BandwidthLimits bandwidth,
        String software) {
    public SessionServerSettings {
        if (limits.getWindowBytes() < 1
                || limits.getFrameBytes() < 1
                || limits.getIdsPerRequest() < 1
                || limits.getStreams() < 1) {
            throw new IllegalArgumentException("limits must all be set: " + limits);
        }
        if (writersPerClient < 1
                || connectionsPerClient < 1
                || pendingBytesPerConnection < 1
                || pendingBytesInAll < 1
                || checksAtOnce < 1) {
            throw new IllegalArgumentException("bounds must be positive");
        }
    }

    /** 16 MiB windows, 64 MiB waiting for one connection and 512 MiB for all. */
    public static SessionServerSettings of(FrameServerSettings network) {
        Limits limits =
                Limits.newBuilder()
                        .setWindowBytes(16 << 20)
                        .setFrameBytes(17 << 20)
                        .setIdsPerRequest(4096)
                        .setStreams(16)
                        .build();
        return of(network, limits, 16);
    }

    /** With the rest at their defaults. */
    public static SessionServerSettings of(
            FrameServerSettings network, Limits limits, int writersPerClient) {
        return new SessionServerSettings(
                network,
                limits,
                writersPerClient,
                256,
                64L << 20,
                512L << 20,
                2,
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                BandwidthLimits.NONE,
                "varve");
    }

    public SessionServerSettings withBandwidth(BandwidthLimits changed) {
        return new SessionServerSettings(
                network,
                limits,
                writersPerClient,
                connectionsPerClient,
                pendingBytesPerConnection,
                pendingBytesInAll,
                checksAtOnce,
                slowReaderLimit,
                stopLimit,
                changed,
                software);
    }

    SessionServerSettings withConnectionsPerClient(int count) {
        return new SessionServerSettings(
                network,
                limits,
                writersPerClient,
                count,
                pendingBytesPerConnection,
                pendingBytesInAll,
                checksAtOnce,
                slowReaderLimit,
                stopLimit,
                bandwidth,
                software);
    }
}
