package dev.varve.k8s.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

/** What holds for every object under all options, which a seed chooses. */
class RestoreRulesPropertyTest {
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @RepeatedTest(30)
    void noRuleModifiesWhatItIsGiven() {
        Restore restore = anyRestore();
        for (String file : Captured.ALL) {
            ObjectNode captured = Captured.object(file);
            restore.judge(captured);
            assertThat(captured).as("%s, seed %d", file, seed).isEqualTo(Captured.object(file));
        }
    }

    @RepeatedTest(30)
    void aCleanedObjectIsCleanedNoFurther() {
        Restore restore = anyRestore();
        restore.options.choose(Choice.KEEP_NODE_PORTS);
        for (String file : Captured.ALL) {
            if (restore.judge(Captured.object(file)) instanceof Verdict.Create first) {
                assertThat(restore.judge(first.object()))
                        .as("%s, seed %d", file, seed)
                        .isInstanceOfSatisfying(
                                Verdict.Create.class,
                                second ->
                                        assertThat(unmarked(second.object()))
                                                .isEqualTo(unmarked(first.object())));
            }
        }
    }

    private static ObjectNode unmarked(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        Unfinished.drop(Json.make(copy, "metadata"));
        return copy;
    }

    @RepeatedTest(10)
    void theSameQuestionHasTheSameAnswer() {
        Restore restore = anyRestore();
        for (String file : Captured.ALL) {
            assertThat(restore.judge(Captured.object(file)))
                    .as("%s, seed %d", file, seed)
                    .isEqualTo(restore.judge(Captured.object(file)));
        }
    }

    @RepeatedTest(10)
    void nothingThatTheApiServerWritesIsEverCreated() {
        Restore restore = anyRestore();
        for (String file : Captured.ALL) {
            if (restore.judge(Captured.object(file)) instanceof Verdict.Create create) {
                assertThat(create.object().has("status")).as("%s, seed %d", file, seed).isFalse();
                assertThat(create.object().path("metadata").properties())
                        .extracting(java.util.Map.Entry::getKey)
                        .as("%s, seed %d", file, seed)
                        .isSubsetOf("name", "namespace", "labels", "annotations", "finalizers");
            }
        }
    }

    private Restore anyRestore() {
        Restore restore = Restore.plain();
        List<String> files = new ArrayList<>(Captured.ALL);
        for (String file : files) {
            if (random.nextBoolean()) {
                restore.point(Captured.object(file));
            }
        }
        if (random.nextBoolean()) {
            restore.options.namespace("shop", "copy");
        }
        if (random.nextBoolean()) {
            restore.options.storageClass("fast", "premium").image("registry.old", "registry.new");
        }
        for (Choice choice : Choice.values()) {
            if (random.nextBoolean()) {
                restore.options.choose(choice);
            }
        }
        for (String kind : List.of("Pod", "PersistentVolumeClaim", "Job.batch")) {
            if (random.nextBoolean()) {
                restore.options.status(GroupKind.parse(kind));
            }
            if (random.nextBoolean()) {
                restore.options.withoutFinalizers(GroupKind.parse(kind));
            }
        }
        if (random.nextBoolean()) {
            restore.options.volume(
                    Keys.of(Captured.object("pvc-data")),
                    random.nextBoolean()
                            ? new VolumeOrigin.FromData(random.nextLong(1L << 40))
                            : new VolumeOrigin.FromSnapshot("cut", random.nextLong(1L << 40)));
        }
        return restore;
    }
}
