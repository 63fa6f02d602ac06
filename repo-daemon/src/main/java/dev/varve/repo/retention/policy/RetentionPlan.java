package dev.varve.repo.retention.policy;

import dev.varve.protocol.message.RetentionPolicy;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.retention.label.Labels;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which points a policy keeps at a time of the retention clock, and why. Each chain is looked at by
 * itself; a point of several chains stays as long as one of them keeps it. Points without any chain
 * are looked at as one chain of their own. The newest point of a chain always stays. Without a keep
 * rule all points stay, whatever the minimum age. Only says what may go: whether it goes is asked
 * again when it is deleted.
 */
public final class RetentionPlan {
    /** No chain is called so. */
    private static final String NO_CHAIN = "";

    private final RetentionPolicy policy;
    private final ZoneId zone;
    private final long clockMillis;
    private final Map<Uid, List<String>> reasons = new HashMap<>();

    private RetentionPlan(RetentionPolicy policy, long clockMillis) {
        this.policy = policy;
        this.zone = zone(policy);
        this.clockMillis = clockMillis;
    }

    /**
     * The plan for all points of a vault, in the order given.
     *
     * @param clockMillis the retention clock
     */
    public static List<PlannedPoint> of(
            RetentionPolicy policy, List<PolicyPoint> points, long clockMillis) {
        return new RetentionPlan(policy, clockMillis).plan(points);
    }

    /**
     * The zone whose days are meant.
     *
     * @throws IllegalArgumentException there is no such zone
     */
    public static ZoneId zone(RetentionPolicy policy) {
        try {
            return policy.getZone().isEmpty() ? ZoneOffset.UTC : ZoneId.of(policy.getZone());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("there is no time zone " + policy.getZone(), e);
        }
    }

    private List<PlannedPoint> plan(List<PolicyPoint> points) {
        Map<String, List<PolicyPoint>> chains = new TreeMap<>();
        for (PolicyPoint point : points) {
            Set<String> own = point.chains().isEmpty() ? Set.of(NO_CHAIN) : point.chains();
            own.forEach(
                    chain -> chains.computeIfAbsent(chain, key -> new ArrayList<>()).add(point));
        }
        chains.forEach((chain, ofChain) -> {
            ofChain.sort(
                    Comparator.comparingLong(PolicyPoint::clockMillis)
                            .thenComparing(PolicyPoint::id)
                            .reversed());
            keep(
                    ofChain.getFirst(),
                    chain.equals(NO_CHAIN)
                            ? "the newest without a chain"
                            : "the newest of chain " + chain);
            planChain(ofChain);
        });
        points.forEach(this::keepWhatIsLocked);
        List<PlannedPoint> planned = new ArrayList<>(points.size());
        for (PolicyPoint point : points) {
            List<String> why = reasons.getOrDefault(point.id(), List.of());
            planned.add(new PlannedPoint(point, why));
        }
        return planned;
    }

    private void planChain(List<PolicyPoint> newestFirst) {
        if (!hasRules()) {
            newestFirst.forEach(point -> keep(point, "the policy keeps all"));
            return;
        }
        for (int i = 0; i < newestFirst.size() && i < policy.getKeepLast(); i++) {
            keep(newestFirst.get(i), "last " + (i + 1) + " of " + policy.getKeepLast());
        }
        for (Period period : Period.values()) {
            keepNewestOfEach(period, newestFirst);
        }
        for (PolicyPoint point : newestFirst) {
            if (clockMillis - point.clockMillis() < minimumAgeMillis()) {
                keep(point, "younger than the minimum age");
            }
        }
    }

    /** A policy of any age may say any time: one that is too long is for ever. */
    private long minimumAgeMillis() {
        long seconds = policy.getMinimumAgeSeconds();
        return seconds < 0 || seconds > Long.MAX_VALUE / 1000 ? Long.MAX_VALUE : seconds * 1000;
    }

    /** The minimum age is no rule that keeps: it only forbids what others would let go. */
    private boolean hasRules() {
        boolean any = policy.getKeepLast() > 0;
        for (Period period : Period.values()) {
            any |= period.number(policy) > 0;
        }
        return any;
    }

    private void keepNewestOfEach(Period period, List<PolicyPoint> newestFirst) {
        int most = period.number(policy);
        Map<Object, PolicyPoint> newest = new LinkedHashMap<>();
        for (PolicyPoint point : newestFirst) {
            Object stretch = period.of(Instant.ofEpochMilli(point.clockMillis()).atZone(zone));
            if (newest.size() < most) {
                newest.putIfAbsent(stretch, point);
            }
        }
        int number = 0;
        for (PolicyPoint point : newest.values()) {
            number++;
            keep(point, period.word() + " " + number + " of " + most);
        }
    }

    private void keepWhatIsLocked(PolicyPoint point) {
        if (Labels.held(point.label())) {
            keep(point, "a legal hold stands on it");
        }
        long until = Labels.lockedUntil(point.label());
        if (clockMillis < until) {
            keep(point, "locked until " + Instant.ofEpochMilli(until));
        }
    }

    private void keep(PolicyPoint point, String reason) {
        List<String> all = reasons.computeIfAbsent(point.id(), key -> new ArrayList<>());
        if (!all.contains(reason)) {
            all.add(reason);
        }
    }
}
