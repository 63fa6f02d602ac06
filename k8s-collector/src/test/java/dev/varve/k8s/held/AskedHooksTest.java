package dev.varve.k8s.held;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.ingest.push.Cancellation;
import dev.varve.k8s.blueprint.Blueprints;
import dev.varve.k8s.capture.ChainNames;
import dev.varve.k8s.capture.Glob;
import dev.varve.k8s.hook.LocalCluster;
import dev.varve.k8s.hook.OnError;
import dev.varve.k8s.hook.Redaction;
import dev.varve.k8s.model.Consistency;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.point.PointDescription;
import dev.varve.k8s.volume.VolumeBackups;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hooks that Pods and policies ask for, around cuts that are played. */
@Timeout(60)
class AskedHooksTest {
    @TempDir Path folder = Path.of("");
    private Lexicon lexicon = new Lexicon(Path.of(""));
    private final PlayedCuts cuts = new PlayedCuts();

    @BeforeEach
    void start() {
        lexicon = new Lexicon(folder);
    }

    @AfterEach
    void everyCommandEnds() throws Exception {
        boolean ended = lexicon.cluster.endedWithin(15);
        lexicon.cluster.close();
        assertThat(ended).as("every command ended").isTrue();
    }

    @Test
    void aPodRunsItsAnnotationsAroundTheCutAndItsVolumesStayCrash() throws Exception {
        pod("web-0", "pages", "web", annotation("before", "quiet"), annotation("after", "loud"));
        cuts.during(() -> assertThat(lexicon.diary()).containsExactly("quiet"));

        try (HeldCapture capture = capture(AskedHooks.annotated())) {
            assertThat(lexicon.diary()).containsExactly("quiet", "loud");
            assertThat(capture.hooks())
                    .extracting(PointDescription.Hook::hook, PointDescription.Hook::outcome)
                    .containsExactly(
                            tuple("hooks.varve.dev/before", "succeeded"),
                            tuple("hooks.varve.dev/after", "succeeded"));
            assertThat(capture.warnings()).isEmpty();
            assertThat(PlayedCuts.of(capture, "pages")).isEqualTo(Consistency.CRASH);
        }
    }

    @Test
    void annotationsOfAPodThatABlueprintHoldsGoAroundTheHoldAndItStaysFrozen() throws Exception {
        pod("db-0", "data", "lexicon", annotation("before", "quiet"), annotation("after", "loud"));

        try (HeldCapture capture = capture(AskedHooks.annotated())) {
            assertThat(lexicon.diary()).containsExactly("quiet", "frozen", "thawed", "loud");
            assertThat(PlayedCuts.of(capture, "data")).isEqualTo(Consistency.FROZEN);
        }
    }

    @Test
    void anAnnotationThatFailsKeepsTheNamespaceUncutAndItsAfterStillRuns() throws Exception {
        pod(
                "web-0",
                "pages",
                "web",
                "'hooks.varve.dev/before': 'exit 7'",
                annotation("after", "on"));

        try (HeldCapture capture = capture(AskedHooks.annotated())) {
            assertThat(cuts.acts).isEmpty();
            assertThat(VolumeBackups.problems(capture.volumes()))
                    .singleElement()
                    .satisfies(each ->
                            assertThat(each.problem()).contains("Pod shop/web-0", "code 7"));
            assertThat(capture.warnings())
                    .singleElement()
                    .asString()
                    .contains("hooks.varve.dev/before before the cut of shop, Pod web-0", "code 7");
            assertThat(lexicon.diary()).containsExactly("on");
        }
    }

    @Test
    void anAnnotationThatMayFailIsAWarningOfAPointWithItsVolumes() throws Exception {
        pod(
                "web-0",
                "pages",
                "web",
                "'hooks.varve.dev/before': 'exit 7'",
                "'hooks.varve.dev/before-on-error': 'Continue'");

        try (HeldCapture capture = capture(AskedHooks.annotated())) {
            assertThat(cuts.acts).containsExactly("cut shop", "read shop");
            assertThat(VolumeBackups.problems(capture.volumes())).isEmpty();
            assertThat(capture.warnings()).singleElement().asString().contains("web-0", "code 7");
        }
    }

    @Test
    void anAnnotationThatCannotBeUnderstoodCountsAsOneThatFailsAndNoneOfThePodIsRun()
            throws Exception {
        pod(
                "web-0",
                "pages",
                "web",
                annotation("before", "quiet"),
                "'hooks.varve.dev/after': '[\\\"sync\\\", 3]'",
                "'hooks.varve.dev/before-timeout': 'soon'");

        try (HeldCapture capture = capture(AskedHooks.annotated())) {
            assertThat(cuts.acts).isEmpty();
            assertThat(lexicon.diary()).isEmpty();
            assertThat(capture.warnings())
                    .singleElement()
                    .asString()
                    .contains("Pod web-0", "its timeout is not as 30s", "soon", "is no text");
        }
    }

    @Test
    void aWordThatIsNoAnnotationOfOursIsSaidAndMayFailOnlyWhenThePodSaysSo() throws Exception {
        pod(
                "web-0",
                "pages",
                "web",
                annotation("before", "quiet"),
                "'hooks.varve.dev/before-on-error': 'Continue'",
                "'hooks.varve.dev/befor': 'sync'");

        try (HeldCapture capture = capture(AskedHooks.annotated())) {
            assertThat(cuts.acts).containsExactly("cut shop", "read shop");
            assertThat(capture.warnings())
                    .singleElement()
                    .asString()
                    .contains("Pod web-0", "there is no annotation hooks.varve.dev/befor");
        }
    }

    @Test
    void aPodThatSaysNothingButAWordThatIsNoneOfOursKeepsItsNamespaceUncut() throws Exception {
        pod("web-0", "pages", "web", "'hooks.varve.dev/befor': 'sync'");

        try (HeldCapture capture = capture(AskedHooks.annotated())) {
            assertThat(cuts.acts).isEmpty();
            assertThat(VolumeBackups.problems(capture.volumes())).hasSize(1);
        }
    }

    @Test
    void aCommandThatIsAListRunsAsItIsWithoutAShell() throws Exception {
        Path made = folder.resolve("a b; c");
        pod("web-0", "pages", "web", listed("touch", made.toString()));

        try (HeldCapture capture = capture(AskedHooks.annotated())) {
            assertThat(made).exists();
            assertThat(capture.warnings()).isEmpty();
        }
    }

    private static String listed(String program, String argument) {
        return "'hooks.varve.dev/before': '[\\'%s\\', \\'%s\\']'".formatted(program, argument);
    }

    @Test
    void aContainerThatIsNotThereIsNamed() throws Exception {
        pod(
                "web-0",
                "pages",
                "web",
                annotation("before", "quiet"),
                "'hooks.varve.dev/before-container': 'sidecar'");

        try (HeldCapture capture = capture(AskedHooks.annotated())) {
            assertThat(cuts.acts).isEmpty();
            assertThat(capture.warnings())
                    .singleElement()
                    .asString()
                    .contains("there is no container 'sidecar'");
        }
    }

    @Test
    void hooksByAnnotationAreLeftAloneWhenNobodyWantsThem() throws Exception {
        pod("web-0", "pages", "web", annotation("before", "quiet"));

        try (HeldCapture capture = capture(AskedHooks.none())) {
            assertThat(lexicon.diary()).isEmpty();
            assertThat(capture.hooks()).isEmpty();
        }
    }

    @Test
    void aNamespaceOfWhichNothingIsCutRunsNoHookAndThePodSaysWhy() throws Exception {
        lexicon.pod("shop", "web-0", "pages", annotation("before", "quiet").replace('\'', '"'));

        try (HeldCapture capture = capture(AskedHooks.annotated())) {
            assertThat(lexicon.diary()).isEmpty();
            assertThat(capture.hooks())
                    .singleElement()
                    .satisfies(each -> {
                        assertThat(each.outcome()).isEqualTo("not-run");
                        assertThat(each.reason()).contains("nothing of the namespace is cut");
                    });
            assertThat(capture.warnings()).isEmpty();
        }
    }

    @Test
    void hooksOfARunAreTheOuterRingAndGoByTheirOrder() throws Exception {
        pod("db-0", "data", "lexicon", annotation("before", "pod"), annotation("after", "pod"));
        AskedHooks asked =
                asked(
                        write("second", PolicyHook.When.BEFORE, 2),
                        write("first", PolicyHook.When.BEFORE, 1),
                        write("last", PolicyHook.When.AFTER, 0));

        try (HeldCapture capture = capture(asked)) {
            assertThat(lexicon.diary())
                    .containsExactly("first", "second", "pod", "frozen", "thawed", "pod", "last");
            assertThat(capture.hooks()).hasSize(5).noneMatch(PointDescription.Hook::failed);
        }
    }

    @Test
    void aCommandOfARunGoesIntoEveryPodThatFitsAndThoseThatFailAreNamed() throws Exception {
        pod("web-0", "pages", "web");
        pod("web-1", "more", "web");
        PolicyHook hook =
                hook(
                        "flush",
                        PolicyHook.When.BEFORE,
                        0,
                        new PolicyHook.Act.Exec("", List.of("sh", "-c", "exit 4")));

        try (HeldCapture capture = capture(asked(hook))) {
            assertThat(capture.hooks())
                    .extracting(PointDescription.Hook::target, PointDescription.Hook::outcome)
                    .containsExactly(tuple("Pod web-0", "failed"), tuple("Pod web-1", "not-run"));
            assertThat(cuts.acts).isEmpty();
        }
    }

    @Test
    void aHookThatFindsNothingToActOnIsSaid() throws Exception {
        pod("web-0", "pages", "web");
        PolicyHook hook =
                new PolicyHook(
                        "flush",
                        PolicyHook.When.BEFORE,
                        0,
                        Duration.ofSeconds(10),
                        OnError.FAIL,
                        List.of(),
                        Map.of("app", "oracle"),
                        new PolicyHook.Act.Exec("", List.of("sh", "-c", "exit 4")));

        try (HeldCapture capture = capture(asked(hook))) {
            assertThat(cuts.acts).containsExactly("cut shop", "read shop");
            assertThat(capture.warnings())
                    .containsExactly("hook flush did nothing: no running Pod that is cut fits it");
        }
    }

    @Test
    void aHookThatIsRefusedFailsBeforeAnyOtherOfTheRunActs() throws Exception {
        pod("web-0", "pages", "web");
        PolicyHook refused =
                hook(
                        "tell",
                        PolicyHook.When.AFTER,
                        0,
                        new PolicyHook.Act.Refused("it may not be sent"));

        try (HeldCapture capture =
                capture(asked(write("first", PolicyHook.When.BEFORE, -9), refused))) {
            assertThat(lexicon.diary()).isEmpty();
            assertThat(cuts.acts).isEmpty();
            assertThat(capture.warnings())
                    .singleElement()
                    .asString()
                    .contains("hook tell after the cut of shop", "it may not be sent");
        }
    }

    @Test
    void aWorkloadIsScaledForTheCutAndHasItsReplicasAgainAfterIt() throws Exception {
        pod("web-0", "pages", "web");
        lexicon.cluster.put(LocalCluster.DEPLOYMENTS, "shop", deployment("writer"));
        cuts.during(() -> assertThat(replicas("writer")).isZero());
        PolicyHook hook =
                hook(
                        "stop",
                        PolicyHook.When.BEFORE,
                        0,
                        new PolicyHook.Act.Scale(new GroupKind("apps", "Deployment"), "writer", 0));

        try (HeldCapture capture = capture(asked(hook))) {
            assertThat(cuts.acts).containsExactly("cut shop", "read shop");
            assertThat(replicas("writer")).isEqualTo(3);
            assertThat(capture.hooks())
                    .extracting(PointDescription.Hook::target, PointDescription.Hook::when)
                    .containsExactly(
                            tuple("Deployment writer", "before"),
                            tuple("Deployment writer", "after"));
            assertThat(capture.warnings()).isEmpty();
        }
    }

    @Test
    void twoHooksOfOneNameAreRefused() {
        PolicyHook one = write("first", PolicyHook.When.BEFORE, 0);

        assertThatThrownBy(() -> asked(one, one)).hasMessageContaining("two hooks of one name");
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    /** A Pod whose claim has snapshots. */
    private void pod(String name, String claim, String image, String... annotations)
            throws IOException {
        lexicon.pod("shop", name, claim, String.join(", ", annotations).replace('\'', '"'), image);
        cuts.snapshot("shop", claim);
    }

    private String annotation(String side, String word) {
        return "'hooks.varve.dev/%s': 'echo %s >>%s'".formatted(side, word, diary());
    }

    private Path diary() {
        return folder.resolve("diary");
    }

    private PolicyHook write(String word, PolicyHook.When when, int order) {
        String line = "echo " + word + " >>" + diary();
        return hook(word, when, order, new PolicyHook.Act.Exec("", List.of("sh", "-c", line)));
    }

    private static PolicyHook hook(
            String name, PolicyHook.When when, int order, PolicyHook.Act act) {
        return new PolicyHook(
                name,
                when,
                order,
                Duration.ofSeconds(10),
                OnError.FAIL,
                Glob.list(List.of("sh*")),
                Map.of(),
                act);
    }

    private static AskedHooks asked(PolicyHook... hooks) {
        return new AskedHooks(true, List.of(hooks), Redaction.PATTERNS);
    }

    private static ObjectNode deployment(String name) throws IOException {
        return (ObjectNode)
                new ObjectMapper()
                        .readTree(
                                """
                                {"metadata": {"name": "%s", "namespace": "shop"},
                                 "spec": {"replicas": 3,
                                          "selector": {"matchLabels": {"app": "%s"}}}}
                                """
                                        .formatted(name, name));
    }

    private int replicas(String name) {
        return lexicon.cluster
                .get(LocalCluster.DEPLOYMENTS, "shop", name)
                .orElseThrow()
                .at("/spec/replicas")
                .asInt();
    }

    private HeldCapture capture(AskedHooks asked) throws Exception {
        Blueprints blueprints = lexicon.blueprints("", true);
        return new HeldVolumes(
                        lexicon.cluster,
                        cuts,
                        Protections.everywhere(blueprints),
                        asked,
                        new ChainNames("prod"),
                        new Cancellation())
                .capture(List.of("shop"), "run-1", folder.resolve("spool"));
    }
}
