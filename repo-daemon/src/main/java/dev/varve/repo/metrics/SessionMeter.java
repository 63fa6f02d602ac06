package dev.varve.repo.metrics;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.session.SessionListener;

/** Counts what the session server hears. */
record SessionMeter(Metrics metrics) implements SessionListener {
    @Override
    public void connectionOpened() {
        metrics.connections.inc();
    }

    @Override
    public void connectionClosed() {
        metrics.connections.dec();
    }

    @Override
    public void connectionRefused() {
        metrics.refusedConnections.inc();
    }

    @Override
    public void received(long bytes) {
        metrics.wireReceivedBytes.inc(bytes);
    }

    @Override
    public void sent(long bytes) {
        metrics.wireSentBytes.inc(bytes);
    }

    @Override
    public void runReceived(RecordType type, int bytes) {
        metrics.runs.labelValues(Metrics.label(type)).inc();
        metrics.receivedBytes.inc(bytes);
    }

    @Override
    public void runDurable(int bytes, long nanos) {
        metrics.appendSeconds.observe(nanos / Metrics.NANOS_PER_SECOND);
    }

    @Override
    public void runRepeated(int bytes) {
        metrics.repeatedBytes.inc(bytes);
    }

    @Override
    public void recordsSent(long bytes) {
        metrics.servedBytes.inc(bytes);
    }

    @Override
    public void writerJoined() {
        metrics.writers.inc();
    }

    @Override
    public void writerLeft() {
        metrics.writers.dec();
    }

    @Override
    public void pendingBytes(long change) {
        metrics.pendingBytes.inc((double) change);
    }

    @Override
    public void failed(ErrorCode code) {
        metrics.failures.labelValues(Metrics.label(code)).inc();
    }
}
