package dev.varve.protocol.client;

import dev.varve.protocol.model.Names;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.rate.RateSchedule;
import dev.varve.protocol.tls.CertifiedKey;
import java.security.cert.X509Certificate;
import java.time.Duration;

/**
 * Where a daemon is, who we are, and how long to wait for what.
 *
 * @param repositoryId the daemon must prove to be this repository
 * @param identity the client's key, and its certificate by {@code authority}
 * @param connections how many are used; stream i travels on connection i mod connections
 * @param patience how long a lost connection is tried again before what waits for it fails; the
 *     first connection is tried once only
 * @param connectTimeout for TCP and TLS each
 * @param pingInterval a silent connection is asked for a sign of life after it, and given up after
 *     three of them
 * @param software what this side calls itself in logs
 * @param rateLimit of all connections together, for what is sent and for what is received each
 */
public record ClientSettings(
        String host,
        int port,
        Uid repositoryId,
        String vault,
        CertifiedKey identity,
        X509Certificate authority,
        int connections,
        Duration patience,
        Duration connectTimeout,
        Duration pingInterval,
        String software,
        RateSchedule rateLimit) {
    private static final int MAX_CONNECTIONS = 64;
    private static final int MAX_PORT = 65_535;

    public ClientSettings {
        Names.requireShort("vault", vault);
        if (host.isBlank() || port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("endpoint \"" + host + ":" + port + "\"");
        }
        if (connections < 1 || connections > MAX_CONNECTIONS) {
            throw new IllegalArgumentException(
                    "connections " + connections + " is not within 1 to " + MAX_CONNECTIONS);
        }
        if (patience.isNegative() || !connectTimeout.isPositive() || !pingInterval.isPositive()) {
            throw new IllegalArgumentException("durations must be positive");
        }
    }

    /** Two connections, two minutes of patience. */
    public static ClientSettings of(
            String host,
            int port,
            Uid repositoryId,
            String vault,
            CertifiedKey identity,
            X509Certificate authority) {
        return new ClientSettings(
                host,
                port,
                repositoryId,
                vault,
                identity,
                authority,
                2,
                Duration.ofMinutes(2),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                "varve",
                RateSchedule.NONE);
    }

    public ClientSettings withConnections(int count) {
        return new ClientSettings(
                host,
                port,
                repositoryId,
                vault,
                identity,
                authority,
                count,
                patience,
                connectTimeout,
                pingInterval,
                software,
                rateLimit);
    }

    public ClientSettings withPatience(Duration time) {
        return new ClientSettings(
                host,
                port,
                repositoryId,
                vault,
                identity,
                authority,
                connections,
                time,
                connectTimeout,
                pingInterval,
                software,
                rateLimit);
    }

    public ClientSettings withRateLimit(RateSchedule limit) {
        return new ClientSettings(
                host,
                port,
                repositoryId,
                vault,
                identity,
                authority,
                connections,
                patience,
                connectTimeout,
                pingInterval,
                software,
                limit);
    }

    /** {@code host:port}, as people write it. */
    public String endpoint() {
        return host + ":" + port;
    }
}
