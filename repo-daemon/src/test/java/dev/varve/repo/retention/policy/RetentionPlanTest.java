package dev.varve.repo.retention.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.message.Hold;
import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.LockMode;
import dev.varve.protocol.message.RetentionPolicy;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.retention.label.Labels;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class RetentionPlanTest {
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long START = Instant.parse("2025-01-01T12:00:00Z").toEpochMilli();

    private static PolicyPoint point(int number, long clockMillis, String... chains) {
        return new PolicyPoint(
                new Uid(1, number), clockMillis, Set.of(chains), Label.getDefaultInstance());
    }

    private static List<PolicyPoint> daily(int days) {
        List<PolicyPoint> points = new ArrayList<>();
        for (int i = 0; i < days; i++) {
            points.add(point(i, START + i * DAY, "db"));
        }
        return points;
    }

    private static Set<Uid> kept(RetentionPolicy policy, List<PolicyPoint> points, long clock) {
        return RetentionPlan.of(policy, points, clock).stream()
                .filter(PlannedPoint::kept)
                .map(planned -> planned.point().id())
                .collect(Collectors.toSet());
    }

    @Test
    void aPolicyWithoutRulesKeepsAll() {
        assertThat(kept(RetentionPolicy.getDefaultInstance(), daily(10), START)).hasSize(10);
    }

    @Test
    void grandfatherFatherAndSonOverAYear() {
        RetentionPolicy policy =
                RetentionPolicy.newBuilder()
                        .setKeepDaily(7)
                        .setKeepWeekly(4)
                        .setKeepMonthly(12)
                        .build();
        List<PlannedPoint> plan = RetentionPlan.of(policy, daily(365), START + 365 * DAY);

        assertThat(plan.getLast().reasons())
                .contains(
                        "the newest of chain db",
                        "daily 1 of 7",
                        "weekly 1 of 4",
                        "monthly 1 of 12");
        // 31 January, the last of its month.
        assertThat(plan.get(30).reasons()).containsExactly("monthly 12 of 12");
        assertThat(plan.stream().filter(PlannedPoint::kept).count()).isBetween(19L, 23L);
    }

    @Test
    void aMinimumAgeAloneKeepsAll() {
        RetentionPolicy policy = RetentionPolicy.newBuilder().setMinimumAgeSeconds(60).build();
        assertThat(kept(policy, daily(3), START + 1000 * DAY)).hasSize(3);
    }

    @Test
    void whatIsYoungerThanTheMinimumAgeStaysBesideOtherRules() {
        RetentionPolicy policy =
                RetentionPolicy.newBuilder()
                        .setKeepLast(1)
                        .setMinimumAgeSeconds(Duration.ofDays(4).toSeconds())
                        .build();
        assertThat(kept(policy, daily(10), START + 10 * DAY)).hasSize(3);
    }

    @Test
    void aMinimumAgeThatNoClockReachesKeepsAll() {
        for (long seconds : new long[] {Long.MAX_VALUE, Long.MAX_VALUE / 1000 + 1, -1}) {
            RetentionPolicy policy =
                    RetentionPolicy.newBuilder()
                            .setKeepLast(1)
                            .setMinimumAgeSeconds(seconds)
                            .build();
            assertThat(kept(policy, daily(3), START + 1000 * DAY)).hasSize(3);
        }
    }

    @Test
    void theNewestPointOfAChainNeverGoes() {
        RetentionPolicy policy = RetentionPolicy.newBuilder().setKeepDaily(1).build();
        assertThat(kept(policy, daily(3), START + 1000 * DAY)).containsExactly(new Uid(1, 2));
    }

    @Test
    void pointsWithoutAChainGoOnlyWhenEveryRuleLetsThemGo() {
        List<PolicyPoint> points =
                List.of(
                        point(1, START),
                        point(2, START + DAY),
                        point(3, START + 2 * DAY),
                        point(4, START + 3 * DAY, "db"));
        RetentionPolicy two = RetentionPolicy.newBuilder().setKeepLast(2).build();

        assertThat(kept(RetentionPolicy.getDefaultInstance(), points, START + 9 * DAY)).hasSize(4);
        assertThat(kept(two, points, START + 9 * DAY))
                .containsExactlyInAnyOrder(new Uid(1, 2), new Uid(1, 3), new Uid(1, 4));
    }

    @Test
    void aPointOfTwoChainsStaysAsLongAsOneKeepsIt() {
        RetentionPolicy policy = RetentionPolicy.newBuilder().setKeepLast(1).build();
        List<PolicyPoint> points = List.of(point(1, START, "a", "b"), point(2, START + DAY, "a"));
        assertThat(kept(policy, points, START + 2 * DAY)).hasSize(2);
    }

    @Test
    void whatIsLockedOrHeldStays() {
        RetentionPolicy policy = RetentionPolicy.newBuilder().setKeepLast(1).build();
        Label lock = Labels.of(LockMode.LOCK_MODE_COMPLIANCE, START + 5 * DAY);
        Label hold = Label.newBuilder().addHolds(Hold.newBuilder().setWho("eva")).build();
        List<PolicyPoint> points =
                List.of(
                        new PolicyPoint(new Uid(1, 1), START, Set.of("a"), lock),
                        new PolicyPoint(new Uid(1, 2), START + DAY, Set.of("a"), hold),
                        point(3, START + 2 * DAY, "a"));
        assertThat(kept(policy, points, START + 3 * DAY)).hasSize(3);
        assertThat(kept(policy, points, START + 6 * DAY))
                .containsExactlyInAnyOrder(new Uid(1, 2), new Uid(1, 3));
    }

    @Test
    void daysAreThoseOfThePolicysZone() {
        // 23:30 and 00:30 in Berlin are one day in UTC.
        long evening = Instant.parse("2025-06-01T21:30:00Z").toEpochMilli();
        List<PolicyPoint> points =
                List.of(point(1, evening, "a"), point(2, evening + 3_600_000, "a"));
        RetentionPolicy utc = RetentionPolicy.newBuilder().setKeepDaily(5).build();
        assertThat(kept(utc, points, evening + DAY)).hasSize(1);
        assertThat(kept(utc.toBuilder().setZone("Europe/Berlin").build(), points, evening + DAY))
                .hasSize(2);
        assertThatThrownBy(() ->
                        RetentionPlan.of(utc.toBuilder().setZone("Nowhere").build(), points, 0))
                .hasMessageContaining("Nowhere");
    }

    @Test
    void theHourThatComesTwiceIsTwoHours() {
        long first = Instant.parse("2025-10-26T00:30:00Z").toEpochMilli();
        RetentionPolicy policy =
                RetentionPolicy.newBuilder().setKeepHourly(9).setZone("Europe/Berlin").build();
        List<PolicyPoint> points = List.of(point(1, first, "a"), point(2, first + 3_600_000, "a"));
        assertThat(kept(policy, points, first + DAY)).hasSize(2);
    }

    @RepeatedTest(50)
    void largerNumbersKeepMoreAndWhatWasKeptIsKeptAgain() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<PolicyPoint> points = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            points.add(point(i, START + random.nextLong(400 * DAY), "c" + random.nextInt(3)));
        }
        long clock = START + 400 * DAY;
        RetentionPolicy small =
                RetentionPolicy.newBuilder()
                        .setKeepLast(random.nextInt(4))
                        .setKeepDaily(1 + random.nextInt(10))
                        .setKeepWeekly(random.nextInt(6))
                        .setKeepMonthly(random.nextInt(13))
                        .setKeepYearly(random.nextInt(3))
                        .build();
        RetentionPolicy large =
                small.toBuilder()
                        .setKeepDaily(small.getKeepDaily() + random.nextInt(5))
                        .setKeepMonthly(small.getKeepMonthly() + random.nextInt(5))
                        .build();
        Set<Uid> kept = kept(small, points, clock);

        assertThat(kept(large, points, clock)).as("seed %d", seed).containsAll(kept);
        List<PolicyPoint> rest = points.stream().filter(each -> kept.contains(each.id())).toList();
        assertThat(kept(small, rest, clock)).as("seed %d", seed).isEqualTo(kept);
        assertThat(kept).as("seed %d", seed).isEqualTo(naive(small, points));
    }

    /** Each rule by its words: sort, group, take the newest of the newest groups. */
    private static Set<Uid> naive(RetentionPolicy policy, List<PolicyPoint> points) {
        Set<Uid> kept = new HashSet<>();
        for (String chain : List.of("c0", "c1", "c2")) {
            List<PolicyPoint> sorted =
                    points.stream()
                            .filter(each -> each.chains().contains(chain))
                            .sorted(
                                    java.util.Comparator.comparingLong(PolicyPoint::clockMillis)
                                            .thenComparing(PolicyPoint::id)
                                            .reversed())
                            .toList();
            sorted.stream()
                    .limit(Math.max(1, policy.getKeepLast()))
                    .forEach(each -> kept.add(each.id()));
            for (Period period : Period.values()) {
                sorted.stream()
                        .collect(Collectors.groupingBy(each -> period.of(utc(each))))
                        .values()
                        .stream()
                        .map(List::getFirst)
                        .sorted(
                                java.util.Comparator.comparingLong(PolicyPoint::clockMillis)
                                        .reversed())
                        .limit(period.number(policy))
                        .forEach(each -> kept.add(each.id()));
            }
        }
        return kept;
    }

    private static ZonedDateTime utc(PolicyPoint point) {
        return Instant.ofEpochMilli(point.clockMillis()).atZone(ZoneOffset.UTC);
    }
}
