package dev.varve.k8s.rule;

import static dev.varve.k8s.rule.Captured.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a restore that was killed has made and not finished. */
class UnfinishedTest {
    private static final String LABEL = "/metadata/labels/varve.dev~1restoring";

    @Test
    void whatWaitsForItsOwnersOrForTheEndIsMarkedWithItsUidUntilThen() {
        Restore restore = Restore.plain().point(object("deployment"));

        ObjectNode child = restore.created(object("replicaset"));
        ObjectNode cron = restore.created(object("cronjob-v1beta1"));

        assertThat(child.at(LABEL)).isEqualTo(object("replicaset").at("/metadata/uid"));
        assertThat(cron.at(LABEL)).isEqualTo(object("cronjob-v1beta1").at("/metadata/uid"));
        ObjectNode end = restore.rules().relink(object("cronjob-v1beta1"), Map.of()).orElseThrow();
        assertThat(end.at(LABEL).isNull()).isTrue();
        assertThat(restore.created(object("deployment")).at(LABEL).isMissingNode()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = ExistingPolicy.class,
            names = {"SKIP", "FAIL", "UPDATE"})
    void itIsFinishedByTheNextRestoreOfTheSameObjectWhateverItsPolicy(ExistingPolicy policy) {
        Restore restore = Restore.plain().point(object("deployment"));
        ObjectNode left = restore.created(object("replicaset"));
        restore.options.existing(policy);

        Verdict verdict = restore.target(left).judge(object("replicaset"));

        assertThat(verdict).isInstanceOf(Verdict.Merge.class);
        assertThat(verdict.notes())
                .contains(Note.change("made by a restore that did not end, and finished"));
    }

    @Test
    void whatIsMarkedForAnotherObjectIsSettledAsAnyThatIsThere() {
        Restore restore = Restore.plain().point(object("deployment"));
        ObjectNode left = restore.created(object("replicaset"));
        Json.make(left, "metadata", "labels").put(Unfinished.LABEL, "another");

        assertThat(restore.target(left).judge(object("replicaset")))
                .isInstanceOf(Verdict.Skip.class);
    }

    @Test
    void aMarkThatWasCapturedIsNotRestored() {
        ObjectNode captured = object("deployment");
        Json.make(captured, "metadata", "labels").put(Unfinished.LABEL, "older");

        assertThat(Restore.plain().created(captured).at(LABEL).isMissingNode()).isTrue();
    }
}
