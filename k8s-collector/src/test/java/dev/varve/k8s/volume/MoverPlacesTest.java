package dev.varve.k8s.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where movers have room. */
class MoverPlacesTest {
    private static final String DRIVER = "csi.example";

    private final MoverPlaces places = new MoverPlaces();

    @Test
    void aDriverHasNoMoreMoversThanItsProfileAllows() {
        MoverPlaces.Place first = take(DRIVER, "", 9, 2).orElseThrow();
        MoverPlaces.Place second = take(DRIVER, "", 9, 2).orElseThrow();

        assertThat(take(DRIVER, "", 9, 2)).isEmpty();
        assertThat(take("another", "", 9, 2)).isPresent();
        first.close();
        assertThat(take(DRIVER, "", 9, 2)).isPresent();
        assertThat(second.mayBegin()).isTrue();
    }

    @Test
    void aVolumeOfAKnownNodeWaitsForThatNodeOnly() {
        MoverPlaces.Place there = take(DRIVER, "n1", 1, 9).orElseThrow();

        assertThat(take(DRIVER, "n1", 1, 9)).isEmpty();
        assertThat(take(DRIVER, "n2", 1, 9)).isPresent();
        there.close();
        assertThat(take(DRIVER, "n1", 1, 9)).isPresent();
    }

    @Test
    void aMoverThatIsOnNoNodeYetCountsOnEach() {
        MoverPlaces.Place first = take(DRIVER, "", 2, 9).orElseThrow();
        MoverPlaces.Place second = take(DRIVER, "", 2, 9).orElseThrow();
        MoverPlaces.Place third = take(DRIVER, "", 2, 9).orElseThrow();

        assertThat(first.mayBegin()).isTrue();
        assertThat(second.mayBegin()).isTrue();
        assertThat(third.mayBegin()).as("both others may come to one node").isFalse();
        assertThat(take(DRIVER, "n9", 2, 9)).isEmpty();
        first.isThere("n1");
        assertThat(third.mayBegin()).as("the second may come to n1").isFalse();
        second.isThere("n2");
        assertThat(third.mayBegin()).isTrue();
    }

    @Test
    void noMoverIsMadeThatMightComeToANodeThatIsFull() {
        MoverPlaces.Place first = take(DRIVER, "", 2, 9).orElseThrow();
        MoverPlaces.Place second = take(DRIVER, "", 2, 9).orElseThrow();
        MoverPlaces.Place third = take(DRIVER, "", 2, 9).orElseThrow();
        first.isThere("n1");
        second.isThere("n1");

        assertThat(third.mayBegin()).isFalse();
        first.close();
        assertThat(third.mayBegin()).isTrue();
    }

    @Test
    void whereProfilesMeetTheSmallestLimitHolds() {
        MoverPlaces.Place alone = take("careful", "n1", 1, 9).orElseThrow();

        assertThat(take(DRIVER, "n1", 5, 9)).isEmpty();
        alone.close();
        MoverPlaces.Place other = take(DRIVER, "n1", 5, 9).orElseThrow();
        assertThat(take("careful", "n1", 1, 9)).isEmpty();
        other.close();
        assertThat(take("careful", "n1", 1, 9)).isPresent();
    }

    @Test
    void aMoverOfAnEarlierProcessCountsWithoutHavingBeenAllowed() {
        take(DRIVER, "", 1, 9).orElseThrow().isThere("n1");

        assertThat(take(DRIVER, "n1", 1, 9)).isEmpty();
        assertThat(take(DRIVER, "", 1, 9).orElseThrow().mayBegin()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noNodeGetsMoreThanItsLimitHoweverMoversArePlacedAndNobodyWaitsForEver(long seed) {
        Random random = new Random(seed);
        int limit = 1 + random.nextInt(3);
        List<MoverPlaces.Place> waiting = new ArrayList<>();
        List<MoverPlaces.Place> unplaced = new ArrayList<>();
        Map<MoverPlaces.Place, String> placed = new HashMap<>();
        int ended = 0;
        for (int i = 0; i < 5000; i++) {
            take(DRIVER, "", limit, 6).ifPresent(waiting::add);
            waiting.removeIf(each -> each.mayBegin() && unplaced.add(each));
            if (!unplaced.isEmpty() && random.nextBoolean()) {
                MoverPlaces.Place next = unplaced.remove(random.nextInt(unplaced.size()));
                String node = "n" + random.nextInt(3);
                next.isThere(node);
                placed.put(next, node);
            }
            for (String node : List.of("n0", "n1", "n2")) {
                assertThat(placed.values().stream().filter(node::equals).count())
                        .describedAs("seed %d, round %d, %s", seed, i, node)
                        .isLessThanOrEqualTo(limit);
            }
            if (!placed.isEmpty() && random.nextInt(3) == 0) {
                MoverPlaces.Place gone = placed.keySet().iterator().next();
                placed.remove(gone);
                gone.close();
                ended++;
            }
        }
        assertThat(ended).describedAs("seed %d", seed).isGreaterThan(100);
    }

    private Optional<MoverPlaces.Place> take(
            String driver, String node, int perNode, int perDriver) {
        return places.take(new MoverPlaces.Wish(driver, node, new MoverLimits(perNode, perDriver)));
    }
}
