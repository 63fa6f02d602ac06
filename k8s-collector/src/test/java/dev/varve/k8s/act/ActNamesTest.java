package dev.varve.k8s.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.k8s.model.ObjectKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Names of made objects. */
class ActNamesTest {
    private static final String DNS_LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

    @Test
    void theSamePurposeHasTheSameNameAndEachOtherPurposeAnother() {
        Set<String> names = new HashSet<>();
        for (String run : List.of("run-1", "run-2")) {
            for (String step : List.of("snapshot", "mover")) {
                for (String name : List.of("data", "data.a", "data-a", "d".repeat(253))) {
                    ObjectKey subject = new ObjectKey(Served.CLAIM, "shop", name);
                    Purpose purpose = new Purpose("prod", run, subject, step);
                    assertThat(ActNames.of(purpose))
                            .isEqualTo(ActNames.of(purpose))
                            .matches(DNS_LABEL);
                    names.add(ActNames.of(purpose));
                }
            }
        }
        assertThat(names).hasSize(16);
    }

    @Test
    void aNameTellsItsStepAndSubject() {
        ObjectKey subject = new ObjectKey(Served.CLAIM, "shop", "data");
        assertThat(ActNames.of(new Purpose("prod", "run-1", subject, "mover")))
                .matches("varve-mover-data-[0-9a-f]{12}");
    }

    @Test
    void aRunThatFitsNoLabelIsRefused() {
        ObjectKey subject = new ObjectKey(Served.CLAIM, "shop", "data");
        assertThatThrownBy(() -> new Purpose("prod", "Run 1", subject, "mover"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
