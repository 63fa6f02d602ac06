package dev.varve.protocol.server;

import dev.varve.protocol.tls.CertifiedKey;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;

/**
 * Where a server listens, who it is, and how long it waits.
 *
 * @param listen port 0: any free one
 * @param maxConnections more are closed at once
 * @param handshakeTimeout for TLS, and then again for the greeting
 * @param idleLimit a peer silent for so long is given up
 */
public record FrameServerSettings(
        InetSocketAddress listen,
        CertifiedKey identity,
        X509Certificate authority,
        int maxConnections,
        Duration handshakeTimeout,
        Duration idleLimit) {
    public FrameServerSettings {
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections " + maxConnections);
        }
        if (!handshakeTimeout.isPositive() || !idleLimit.isPositive()) {
            throw new IllegalArgumentException("durations must be positive");
        }
    }
}
