package dev.varve.repo.daemon;

import dev.varve.protocol.message.Label;
import dev.varve.repo.retention.guard.GuardLevel;
import dev.varve.repo.retention.guard.SegmentFolder;
import dev.varve.repo.retention.guard.SegmentGuard;
import dev.varve.repo.retention.guard.SegmentRef;
import dev.varve.repo.store.Repository;
import dev.varve.repo.store.SealedSegment;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands sealed segments to the guard, and labels that were raised since: within a minute, by
 * looking at all of them, so that neither a push waits for the guard nor a crash forgets one. One
 * thread, {@code guard-feed}.
 */
final class GuardFeed implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(GuardFeed.class);

    private final Repository repository;
    private final SegmentGuard guard;
    private final Map<Long, Label> told = new HashMap<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("guard-feed").factory());

    private GuardFeed(Repository repository, SegmentGuard guard) {
        this.repository = repository;
        this.guard = guard;
    }

    static GuardFeed start(Repository repository, SegmentGuard guard, long periodMillis) {
        GuardFeed feed = new GuardFeed(repository, guard);
        var _ =
                feed.thread.scheduleWithFixedDelay(
                        feed::look, periodMillis, periodMillis, TimeUnit.MILLISECONDS);
        return feed;
    }

    private void look() {
        try {
            if (guard.guard().status().level() == GuardLevel.NONE) {
                told.clear();
                return;
            }
            Map<Long, Label> now = new HashMap<>();
            for (SealedSegment segment : repository.sealedSegments()) {
                now.put(segment.segmentId(), segment.label());
                if (!segment.label().equals(told.get(segment.segmentId()))) {
                    guard.seal(
                            new SegmentRef(
                                    segment.data() ? SegmentFolder.DATA : SegmentFolder.META,
                                    segment.segmentId()),
                            segment.label());
                }
            }
            told.clear();
            told.putAll(now);
        } catch (IOException | RuntimeException e) {
            // The boundary of this thread; the next look tries again.
            LOGGER.atWarn().setCause(e).log("sealed segments were not handed to the guard");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            var _ = thread.awaitTermination(15, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
