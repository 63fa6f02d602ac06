package dev.varve.repo.metrics;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.repo.session.SessionListener;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The counters of one daemon, in a registry of its own so that several daemons fit one process.
 * Safe for use by many threads; a count costs a few nanoseconds.
 */
public final class Metrics {
    private static final Logger LOGGER = LoggerFactory.getLogger(Metrics.class);

    /** From a cached write to a disk that is about to die. */
    private static final double[] SECONDS = {
        0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60
    };

    static final double NANOS_PER_SECOND = 1e9;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter readBytes =
            counter("varve_client_read_bytes", "Bytes that clients read, as they said at commit");
    private final Counter sentBytes =
            counter("varve_client_sent_bytes", "Bytes that clients sent, as they said at commit");
    private final Counter storedBytes =
            counter("varve_stored_bytes", "Bytes that committed sessions added to segments");
    final Counter receivedBytes =
            counter("varve_received_bytes", "Bytes of records handed to the store");
    final Counter repeatedBytes =
            counter("varve_repeated_bytes", "Bytes of records that came a second time");
    final Counter servedBytes = counter("varve_served_bytes", "Bytes of records sent to readers");
    final Counter wireReceivedBytes =
            counter("varve_wire_received_bytes", "Bytes off the wire, TLS included");
    final Counter wireSentBytes =
            counter("varve_wire_sent_bytes", "Bytes on the wire, TLS included");
    final Counter refusedConnections =
            counter("varve_refused_connections", "Connections that ended in their handshake");
    private final Counter fsyncFailures =
            counter("varve_fsync_failures", "Failed fsyncs since the start");
    private final Counter askedObjects =
            counter("varve_asked_objects", "Chunks and nodes that clients asked after");
    private final Counter deduplicatedObjects =
            counter("varve_deduplicated_objects", "Those of them that were there already");
    private final Counter commits = counter("varve_commits", "Restore points made");
    final Counter failures =
            Counter.builder()
                    .name("varve_failures")
                    .help("Requests that failed, by code")
                    .labelNames("code")
                    .register(registry);
    final Counter runs =
            Counter.builder()
                    .name("varve_runs")
                    .help("Data frames received, by the type of their records")
                    .labelNames("type")
                    .register(registry);
    private final Histogram fsyncSeconds =
            histogram("varve_fsync_seconds", "Time of one fsync of a segment");
    final Histogram appendSeconds =
            histogram(
                    "varve_append_seconds",
                    "From the arrival of a run until it is durable and indexed");
    private final Histogram commitSeconds =
            histogram("varve_commit_seconds", "From the wish to commit to the receipt");
    final Gauge writers = gauge("varve_writers", "Sessions that push now");
    final Gauge pendingBytes =
            gauge("varve_append_pending_bytes", "Bytes of runs that wait to become durable");
    final Gauge connections = gauge("varve_connections", "Connections of clients now");

    public Metrics() {
        JvmMetrics.builder().register(registry);
        for (ErrorCode code : ErrorCode.values()) {
            failures.initLabelValues(label(code));
        }
    }

    /** All of it, for the page of metrics. */
    public PrometheusRegistry registry() {
        return registry;
    }

    /** A value that is looked up when the page is asked for; left out when it cannot be. */
    public void gauge(String name, String help, Reading reading) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> {
                    try {
                        callback.call(reading.read());
                    } catch (IOException notNow) {
                        LOGGER.atDebug()
                                .addKeyValue("metric", name)
                                .setCause(notNow)
                                .log("metric cannot be read");
                    }
                })
                .register(registry);
    }

    /** Looks a value up. */
    @FunctionalInterface
    public interface Reading {
        double read() throws IOException;
    }

    /** Like {@link #gauge(String, String, Reading)}, with a value for each of several things. */
    public void gauge(String name, String help, List<String> labels, Readings readings) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels.toArray(String[]::new))
                .callback(callback -> {
                    try {
                        readings.read(callback::call);
                    } catch (IOException notNow) {
                        LOGGER.atDebug()
                                .addKeyValue("metric", name)
                                .setCause(notNow)
                                .log("metric cannot be read");
                    }
                })
                .register(registry);
    }

    /** Looks values up. */
    @FunctionalInterface
    public interface Readings {
        void read(ValueSink sink) throws IOException;
    }

    /** Takes one value and what it is of. */
    @FunctionalInterface
    public interface ValueSink {
        void accept(double value, String... labels);
    }

    /** What the session server tells. */
    public SessionListener sessionListener() {
        return new SessionMeter(this);
    }

    /** True once an fsync failed: what was acknowledged is safe, new data may not be. */
    public boolean anyFsyncFailed() {
        return fsyncFailures.get() > 0;
    }

    void fsynced(long nanos) {
        fsyncSeconds.observe(nanos / NANOS_PER_SECOND);
    }

    void fsyncFailed() {
        fsyncFailures.inc();
    }

    void asked(int objects, int there) {
        askedObjects.inc(objects);
        deduplicatedObjects.inc(there);
    }

    void committed(long clientReadBytes, long clientSentBytes, long newBytes, long nanos) {
        commits.inc();
        readBytes.inc(clientReadBytes);
        sentBytes.inc(clientSentBytes);
        storedBytes.inc(newBytes);
        commitSeconds.observe(nanos / NANOS_PER_SECOND);
    }

    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private Counter counter(String name, String help) {
        return Counter.builder().name(name).help(help).register(registry);
    }

    private Gauge gauge(String name, String help) {
        return Gauge.builder().name(name).help(help).register(registry);
    }

    private Histogram histogram(String name, String help) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
    }
}
