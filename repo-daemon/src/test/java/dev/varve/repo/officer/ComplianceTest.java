package dev.varve.repo.officer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.LockMode;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.retention.label.Labels;
import dev.varve.repo.vault.OfficerAct;
import dev.varve.repo.vault.OperatorRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** Whatever officers do, in any order: a compliance lock lasts as long as it was to last. */
class ComplianceTest {
    private static final int STEPS = 150;
    private static final int POINTS = 3;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final OfficerKit kit;
    private final Map<Uid, Long> promised = new HashMap<>();

    ComplianceTest(@TempDir Path root) throws IOException {
        kit = new OfficerKit(root);
    }

    @RepeatedTest(10)
    void noSequenceOfActsWeakensCompliance() throws IOException {
        for (int step = 0; step < STEPS; step++) {
            try {
                act();
            } catch (IOException refused) {
                // Most of what chance does is refused.
            }
            kit.storeFails = false;
            promised.forEach((point, until) ->
                    assertThat(Labels.lockedUntil(kit.label(point)))
                            .as("seed %d", seed)
                            .isGreaterThanOrEqualTo(until));
        }
    }

    private void act() throws IOException {
        Uid point = new Uid(1, random.nextInt(POINTS));
        OperatorRegistry.Known who = random.nextBoolean() ? kit.eva : kit.ben;
        switch (random.nextInt(8)) {
            case 0 -> lock(point, LockMode.LOCK_MODE_GOVERNANCE);
            case 1 -> {
                if (random.nextInt(4) == 0) {
                    lock(point, LockMode.LOCK_MODE_COMPLIANCE);
                }
            }
            case 2, 3 -> {
                var _ =
                        kit.acts.request(
                                new Wish.ReleaseGovernance(OfficerKit.VAULT, point),
                                "chance",
                                who,
                                OfficerActs.LIMIT);
            }
            case 4, 5 -> {
                kit.storeFails = random.nextInt(5) == 0;
                var _ = kit.acts.approve(any(), who);
            }
            case 6 -> kit.pass(Duration.ofMinutes(random.nextInt(120)));
            default -> kit.open().resume();
        }
    }

    private String any() throws IOException {
        List<OfficerAct> all = kit.acts.list();
        return all.isEmpty() ? "000001" : all.get(random.nextInt(all.size())).name();
    }

    private void lock(Uid point, LockMode mode) {
        long until = kit.retention.nowMillis() + Duration.ofDays(random.nextInt(60)).toMillis();
        Label joined = Labels.join(kit.label(point), Labels.of(mode, until));
        kit.labels.put(point, joined);
        if (joined.getMode() == LockMode.LOCK_MODE_COMPLIANCE) {
            promised.put(point, joined.getRetainUntilMillis());
        }
    }
}
