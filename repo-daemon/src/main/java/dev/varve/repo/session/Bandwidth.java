package dev.varve.repo.session;

import dev.varve.protocol.rate.RateSchedule;
import dev.varve.protocol.rate.TokenBucket;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The rates of a daemon: of all clients together, and of each. They count runs and records; what
 * else is on the wire is little and never waits for them. Safe for use by many threads.
 */
final class Bandwidth {
    private final BandwidthLimits limits;
    private final Clock timeOfDay;
    private final LongSupplier nanoTime;
    private final TokenBucket receiving;
    private final TokenBucket sending;
    private final Map<String, Share> byClient = new ConcurrentHashMap<>();

    Bandwidth(BandwidthLimits limits, Clock timeOfDay, LongSupplier nanoTime) {
        this.limits = limits;
        this.timeOfDay = timeOfDay;
        this.nanoTime = nanoTime;
        this.receiving = bucket(limits.receive());
        this.sending = bucket(limits.send());
    }

    /** The client's own; the same for all of its connections. One for each that is enrolled. */
    Share of(String client) {
        return byClient.computeIfAbsent(
                client,
                name ->
                        new Share(
                                bucket(limits.receivePerClient()), bucket(limits.sendPerClient())));
    }

    private TokenBucket bucket(RateSchedule schedule) {
        return new TokenBucket(schedule, timeOfDay, nanoTime);
    }

    /** What one client may use. */
    final class Share {
        private final TokenBucket ownReceiving;
        private final TokenBucket ownSending;

        private Share(TokenBucket ownReceiving, TokenBucket ownSending) {
            this.ownReceiving = ownReceiving;
            this.ownSending = ownSending;
        }

        void received(long bytes) {
            receiving.spend(bytes);
            ownReceiving.spend(bytes);
        }

        void sent(long bytes) {
            sending.spend(bytes);
            ownSending.spend(bytes);
        }

        /** 0: more may be received. */
        long receiveWaitNanos() {
            return Math.max(receiving.waitNanos(), ownReceiving.waitNanos());
        }

        /** 0: more may be sent. */
        long sendWaitNanos() {
            return Math.max(sending.waitNanos(), ownSending.waitNanos());
        }
    }
}
