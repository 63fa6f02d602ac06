package dev.varve.repo.session;

import dev.varve.protocol.frame.Frame;
import dev.varve.protocol.frame.FrameType;
import dev.varve.protocol.server.FrameConnection;
import java.util.HashMap;
import java.util.Map;

/**
 * Acknowledgements on their way to one connection: what becomes durable together is told together.
 * Safe for use by many threads.
 */
final class AckBatch {
    private final FrameConnection network;
    private Map<Integer, Long> durableByStream = new HashMap<>();
    private boolean scheduled;

    AckBatch(FrameConnection network) {
        this.network = network;
    }

    void add(int streamField, long durableSequence) {
        synchronized (this) {
            durableByStream.merge(streamField, durableSequence, Math::max);
            if (scheduled) {
                return;
            }
            scheduled = true;
        }
        network.execute(this::send);
    }

    private void send() {
        Map<Integer, Long> sent;
        synchronized (this) {
            sent = durableByStream;
            durableByStream = new HashMap<>();
            scheduled = false;
        }
        sent.forEach(
                (stream, durable) -> network.send(Frame.empty(FrameType.ACK, stream, durable)));
    }
}
