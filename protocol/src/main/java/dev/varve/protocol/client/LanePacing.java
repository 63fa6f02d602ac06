package dev.varve.protocol.client;

import dev.varve.protocol.frame.Frame;
import dev.varve.protocol.frame.FrameHeader;
import dev.varve.protocol.frame.FrameType;
import dev.varve.protocol.rate.RateSchedule;
import dev.varve.protocol.rate.TokenBucket;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/**
 * Keeps one lane within the rate that its client has for all lanes together: runs wait before they
 * are sent, and requests for records wait until what came before is paid for. Nothing else waits.
 * Confined to the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // tasks posted to the loop report by themselves
final class LanePacing {
    /** Then it is asked again: the rate may have changed with the time of day. */
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Shared by the lanes of a client. */
    record Rates(TokenBucket sending, TokenBucket receiving) {
        static Rates of(RateSchedule schedule) {
            return new Rates(TokenBucket.of(schedule), TokenBucket.of(schedule));
        }
    }

    private final EventLoop loop;
    private final Rates rates;
    private boolean paused;

    LanePacing(EventLoop loop, Rates rates) {
        this.loop = loop;
        this.rates = rates;
    }

    /** True when no run may be sent now; {@code again} is run when it may be tried again. */
    boolean holdsRuns(Runnable again) {
        if (paused) {
            return true;
        }
        long wait = rates.sending().waitNanos();
        if (wait == 0) {
            return false;
        }
        paused = true;
        schedule(
                () -> {
                    paused = false;
                    again.run();
                },
                wait);
        return true;
    }

    /** As {@link #holdsRuns}, for a request; only those for records are held. */
    boolean holds(FrameType type, Runnable again) {
        if (type != FrameType.READ_CHUNKS && type != FrameType.GET_NODES) {
            return false;
        }
        long wait = rates.receiving().waitNanos();
        if (wait == 0) {
            return false;
        }
        schedule(again, wait);
        return true;
    }

    void sent(Frame run) {
        rates.sending().spend(FrameHeader.LENGTH + run.header().payloadLength());
    }

    void received(Frame frame) {
        if (frame.header().type() == FrameType.RECORDS) {
            rates.receiving().spend(FrameHeader.LENGTH + frame.header().payloadLength());
        }
    }

    private void schedule(Runnable task, long waitNanos) {
        loop.schedule(task, Math.min(waitNanos, LONGEST_PAUSE_NANOS), TimeUnit.NANOSECONDS);
    }
}
