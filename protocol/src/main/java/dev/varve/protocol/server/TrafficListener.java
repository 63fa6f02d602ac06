package dev.varve.protocol.server;

/** Hears what passes through a server, for metrics. Called on event loops; must be quick. */
public interface TrafficListener {
    TrafficListener NONE = new TrafficListener() {};

    default void connectionOpened() {}

    default void connectionClosed() {}

    /** A connection ended before its handshake was done, or with an error of the peer's. */
    default void connectionRefused() {}

    /** Bytes off the wire, TLS included. */
    default void received(long bytes) {}

    /** Bytes on the wire, TLS included. */
    default void sent(long bytes) {}
}
