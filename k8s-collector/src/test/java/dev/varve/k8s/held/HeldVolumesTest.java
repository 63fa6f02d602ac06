package dev.varve.k8s.held;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.ingest.push.Cancellation;
import dev.varve.k8s.blueprint.Blueprints;
import dev.varve.k8s.capture.ChainNames;
import dev.varve.k8s.model.Consistency;
import dev.varve.k8s.point.PointDescription;
import dev.varve.k8s.volume.VolumeBackups;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What may be believed of volumes and applications after a cut, however it went. */
@Timeout(60)
class HeldVolumesTest {
    private static final String CHAIN = "k8s/prod/ns/shop/held";

    @TempDir Path folder = Path.of("");
    private Lexicon lexicon = new Lexicon(Path.of(""));
    private final PlayedCuts cuts = new PlayedCuts();
    private final Cancellation cancellation = new Cancellation();

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
    void aSnapshotThatIsCutWhileItsPodIsHeldIsFrozen() throws Exception {
        lexicon.pod("shop", "db-0", "data", "");
        cuts.snapshot("shop", "data");
        cuts.during(() -> assertThat(lexicon.diary()).containsExactly("frozen"));

        try (HeldCapture capture = capture(lexicon.blueprints("", true), "shop")) {
            assertThat(PlayedCuts.of(capture, "data")).isEqualTo(Consistency.FROZEN);
            PointDescription.Application application = capture.descriptions().getFirst();
            assertThat(application.consistency()).isEqualTo("frozen");
            assertThat(application.frozenMillis()).isPositive();
            assertThat(application.claim()).isEqualTo("data");
            assertThat(application.chain()).isEqualTo(CHAIN);
            assertThat(capture.warnings()).isEmpty();
            assertThat(capture.images()).hasSize(1);
            assertThat(lexicon.diary()).containsExactly("frozen", "thawed");
            try (Stream<Path> spooled = Files.list(folder.resolve("spool"))) {
                assertThat(spooled).as("files with a name").isEmpty();
            }
        }
    }

    @Test
    void anApplicationNoneOfWhoseClaimsIsTakenIsLeftAlone() throws Exception {
        lexicon.pod("shop", "db-0", "data", "");
        cuts.snapshot("shop", "other");

        try (HeldCapture capture = capture(lexicon.blueprints("", true), "shop")) {
            assertThat(PlayedCuts.of(capture, "other")).isEqualTo(Consistency.CRASH);
            assertThat(capture.descriptions()).isEmpty();
            assertThat(capture.warnings()).isEmpty();
        }
        assertThat(lexicon.diary()).isEmpty();
    }

    @Test
    void everyNamespaceIsThawedBeforeTheNextIsHeldAndBeforeAnyVolumeIsRead() throws Exception {
        lexicon.pod("shop", "db-0", "data", "");
        lexicon.pod("blog", "db-0", "data", "");
        cuts.snapshot("shop", "data");
        cuts.snapshot("blog", "data");
        cuts.during(() -> assertThat(lexicon.diary().getLast()).isEqualTo("frozen"));

        try (HeldCapture capture = capture(lexicon.blueprints("", false), "blog", "shop")) {
            assertThat(capture.warnings()).isEmpty();
        }
        assertThat(lexicon.diary()).containsExactly("frozen", "thawed", "frozen", "thawed");
        assertThat(cuts.acts).containsExactly("cut blog", "cut shop", "read blog", "read shop");
    }

    @Test
    void aVolumeThatIsNotCutByASnapshotIsNeverFrozen() throws Exception {
        lexicon.pod("shop", "db-0", "data", "");
        cuts.live("shop", "data");

        for (boolean atomicOnly : new boolean[] {true, false}) {
            try (HeldCapture capture = capture(lexicon.blueprints("", atomicOnly), "shop")) {
                assertThat(PlayedCuts.of(capture, "data")).isEqualTo(Consistency.LIVE);
                assertThat(capture.descriptions().getFirst().consistency()).isEqualTo("live");
                assertThat(capture.images()).isEmpty();
                assertThat(capture.warnings())
                        .singleElement()
                        .asString()
                        .contains("shop/db-0", "claim data was not cut by a snapshot");
            }
        }
    }

    @Test
    void aHookThatFailsKeepsItsNamespaceUncutAndHindersNoOther() throws Exception {
        lexicon.pod("shop", "db-0", "data", "");
        lexicon.pod("blog", "web-0", "pages", "", "web");
        cuts.snapshot("shop", "data");
        cuts.snapshot("blog", "pages");

        try (HeldCapture capture =
                capture(lexicon.blueprints("echo no; exit 3", false), "shop", "blog")) {
            assertThat(cuts.acts).containsExactly("cut blog", "read blog");
            assertThat(VolumeBackups.problems(capture.volumes()))
                    .singleElement()
                    .satisfies(each -> {
                        assertThat(each.claim().name()).isEqualTo("data");
                        assertThat(each.problem())
                                .contains("first", "the command ended with code 3");
                    });
            assertThat(PlayedCuts.of(capture, "pages")).isEqualTo(Consistency.CRASH);
            assertThat(capture.warnings())
                    .singleElement()
                    .asString()
                    .contains("shop/db-0, lexicon", "the command ended with code 3");
            assertThat(capture.images()).isEmpty();
        }
    }

    @Test
    void aHoldThatBreaksDuringTheCutLeavesACrashCopyAndNoFiles() throws Exception {
        lexicon.pod("shop", "db-0", "data", "");
        cuts.snapshot("shop", "data");
        cuts.during(() -> {
            lexicon.cluster.hangUp();
            Awaitility.await("the thaw")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> lexicon.diary().contains("thawed"));
        });

        try (HeldCapture capture = capture(lexicon.blueprints("", true), "shop")) {
            assertThat(PlayedCuts.of(capture, "data")).isEqualTo(Consistency.CRASH);
            assertThat(capture.descriptions().getFirst().consistency()).isEqualTo("crash");
            assertThat(capture.images()).isEmpty();
            assertThat(capture.warnings())
                    .singleElement()
                    .asString()
                    .contains("the session or its connection ended before the cut was done");
        }
    }

    @Test
    void aRunThatIsCancelledWhileFrozenThawsAndTakesBackWhatItCut() throws Exception {
        lexicon.pod("shop", "db-0", "data", "");
        cuts.snapshot("shop", "data");
        cuts.during(() -> {
            if (!cancellation.cancelled()) {
                cancellation.cancel();
                new CountDownLatch(1).await();
            }
        });

        assertThatThrownBy(() -> capture(lexicon.blueprints("", true), "shop", "blog"))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));

        assertThat(lexicon.diary()).containsExactly("frozen", "thawed");
        assertThat(cuts.acts).containsExactly("cut shop", "cut shop", "read shop");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aClaimThatAnotherPodWritesToIsNoBetterThanThatPod() throws Exception {
        lexicon.pod("shop", "db-0", "data", "");
        lexicon.pod("shop", "web-0", "data", "", "web");
        cuts.snapshot("shop", "data");

        try (HeldCapture capture = capture(lexicon.blueprints("", false), "shop")) {
            assertThat(PlayedCuts.of(capture, "data")).isEqualTo(Consistency.CRASH);
        }
    }

    @Test
    void anAnnotationChoosesTheModeAndNoneLeavesThePodAlone() throws Exception {
        lexicon.pod("shop", "db-0", "one", "\"varve.dev/blueprint\": \"none\"");
        lexicon.pod("shop", "db-1", "two", "\"varve.dev/blueprint-mode\": \"dump\"");
        cuts.snapshot("shop", "one");
        cuts.snapshot("shop", "two");

        try (HeldCapture capture = capture(lexicon.blueprints("", false), "shop")) {
            assertThat(lexicon.diary()).isEmpty();
            assertThat(capture.descriptions())
                    .singleElement()
                    .satisfies(each -> {
                        assertThat(each.pod()).isEqualTo("db-1");
                        assertThat(each.mode()).isEqualTo("dump");
                    });
            assertThat(PlayedCuts.of(capture, "two")).isEqualTo(Consistency.CRASH);
        }
    }

    @Test
    void anAnnotationThatNamesNothingIsSaidAndHindersNoOther() throws Exception {
        lexicon.pod("shop", "db-0", "one", "\"varve.dev/blueprint\": \"oracle\"");
        lexicon.pod("shop", "db-1", "two", "");
        cuts.snapshot("shop", "one");
        cuts.snapshot("shop", "two");

        try (HeldCapture capture = capture(lexicon.blueprints("", false), "shop")) {
            assertThat(capture.warnings())
                    .containsExactly("Pod shop/db-0 is not held: no blueprint 'oracle'");
            assertThat(PlayedCuts.of(capture, "two")).isEqualTo(Consistency.FROZEN);
        }
    }

    private HeldCapture capture(Blueprints blueprints, String... namespaces) throws Exception {
        return new HeldVolumes(
                        lexicon.cluster,
                        cuts,
                        Protections.everywhere(blueprints),
                        AskedHooks.annotated(),
                        new ChainNames("prod"),
                        cancellation)
                .capture(List.of(namespaces), "run-1", folder.resolve("spool"));
    }
}
