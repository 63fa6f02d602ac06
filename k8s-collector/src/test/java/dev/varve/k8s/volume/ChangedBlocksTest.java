package dev.varve.k8s.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.ActJournals;
import dev.varve.k8s.act.Acts;
import dev.varve.k8s.act.Marks;
import dev.varve.k8s.act.Purpose;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.act.Waiting;
import dev.varve.k8s.changed.MetadataSource;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.model.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a mover is told of its snapshot, and whom it may ask. */
class ChangedBlocksTest {
    private static final String DRIVER = "csi.a";
    private static final String CA = "-----BEGIN CERTIFICATE-----\n…\n";
    private static final ObjectKey CLAIM = new ObjectKey(Served.CLAIM, "shop", "data");

    private final KeptCluster cluster = new KeptCluster();
    @TempDir private Path folder;
    private ActJournals journals;

    @BeforeEach
    void open() {
        journals = new ActJournals(folder, "test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1alpha1", "v1beta1", "v7"})
    void theServiceOfTheDriverIsFoundInWhicheverVersionItIsServed(String version) throws Exception {
        serve(version);
        service(encoded(CA));
        account("mover");

        ChangedBlocks.Answer answer = ask("mover");

        assertThat(answer.audience()).isEqualTo("the-audience");
        MetadataSource source = answer.source();
        assertThat(source.fullRead()).isEmpty();
        assertThat(source.address()).isEqualTo("metadata.csi.svc:6443");
        assertThat(source.caCert()).isEqualTo(new String(ascii(CA), StandardCharsets.US_ASCII));
        assertThat(source.namespace()).isEqualTo("movers");
        assertThat(source.snapshot()).startsWith("varve-staged-data-");
        assertThat(source.handle()).isEqualTo("now");
        assertThat(source.standing()).isEmpty();
    }

    @Test
    void aBaseIsASnapshotOfTheClaimThatStandsAndIsWhole() throws Exception {
        serve("v1beta1");
        service(encoded(CA));
        account("mover");
        cut("volume-1");
        standing("first", CLAIM, DRIVER, "handle-1", true);
        standing("second", CLAIM, DRIVER, "handle-2", true);
        standing("not-ready", CLAIM, DRIVER, "handle-3", false);
        standing("of-another-driver", CLAIM, "csi.b", "handle-4", true);
        standing("without-handle", CLAIM, DRIVER, "", true);
        standing("itself", CLAIM, DRIVER, "now", true);
        standing("of-the-volume-before", CLAIM, DRIVER, "handle-8", true, "volume-0");
        standing("given-by-handle", CLAIM, DRIVER, "handle-9", true, "");
        standing(
                "of-another-claim",
                new ObjectKey(Served.CLAIM, "shop", "other"),
                DRIVER,
                "handle-5",
                true);
        standing("going", CLAIM, DRIVER, "handle-6", true);
        cluster.goes(Served.SNAPSHOT, "shop", "going");
        standing("its-content-goes", CLAIM, DRIVER, "handle-7", true);
        cluster.goes(Served.CONTENT, "", "content-its-content-goes");

        assertThat(ask("mover").source().standing()).containsExactly("handle-1", "handle-2");
    }

    @Test
    void aSnapshotThatStandsElsewhereUnderTheSameLabelsIsNoBase() throws Exception {
        serve("v1beta1");
        service(encoded(CA));
        account("mover");
        cut("volume-1");
        standing("first", CLAIM, DRIVER, "handle-1", true);
        cluster.move(Served.SNAPSHOT, "shop", "first", "of-somebody");

        assertThat(ask("mover").source().standing()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "volume-2"})
    void aSnapshotOfWhatMayBeAnotherVolumeIsNoBase(String now) throws Exception {
        serve("v1beta1");
        service(encoded(CA));
        account("mover");
        standing("first", CLAIM, DRIVER, "handle-1", true);
        assertThat(ask("mover").source().standing()).isEmpty();

        cut(now);

        assertThat(ask("mover").source().standing()).isEmpty();
    }

    @Test
    void aClusterWithoutTheKindIsAFullRead() throws Exception {
        assertFullRead(ask("mover"), "the cluster serves no SnapshotMetadataService");
    }

    @Test
    void aDriverWithoutAServiceIsAFullRead() throws Exception {
        serve("v1beta1");

        assertFullRead(ask("mover"), "driver csi.a has no SnapshotMetadataService");
    }

    @ParameterizedTest
    @CsvSource({
        "'', the-audience, AAAA",
        "host:1, '', AAAA",
        "host:1, the-audience, ''",
        "host:1, the-audience, '='"
    })
    void aServiceThatSaysTooLittleIsAFullRead(String address, String audience, String ca)
            throws Exception {
        serve("v1beta1");
        service(address, audience, ca);
        account("mover");

        assertFullRead(ask("mover"), "lacks address, audience or CA");
    }

    @Test
    void certificatesThatWouldCrowdOutThePodAreAFullRead() throws Exception {
        serve("v1beta1");
        service(encoded("x".repeat(70_000)));
        account("mover");

        assertFullRead(ask("mover"), "lacks address, audience or CA");
    }

    @Test
    void moversWithoutAServiceAccountAskNobody() throws Exception {
        serve("v1beta1");
        service(encoded(CA));

        assertFullRead(ask(""), "movers have no ServiceAccount");
        assertFullRead(ask("mover"), "ServiceAccount mover is not there");
    }

    @Test
    void aRefusalIsAFullReadAndAnApiServerThatIsAwayEndsTheCall() throws Exception {
        serve("v1beta1");
        service(encoded(CA));
        account("mover");
        cluster.fail(new ClusterException(403, "Forbidden", "it is forbidden"));
        assertFullRead(ask("mover"), "it is forbidden");

        cluster.fail(new ClusterException(503, "", "away"));
        assertThatThrownBy(() -> ask("mover")).isInstanceOf(ClusterException.class);
    }

    private static void assertFullRead(ChangedBlocks.Answer answer, String why) {
        assertThat(answer.source().fullRead()).contains(why);
        assertThat(answer.source().handle()).isEqualTo("now");
        assertThat(answer.audience()).isEmpty();
    }

    private ChangedBlocks.Answer ask(String account) throws Exception {
        Acts acts = new Acts(cluster.proxy(), journals.open("run"));
        try {
            VolumeTools tools =
                    new VolumeTools(
                            acts,
                            new Served(cluster.proxy().discover()),
                            new Waiting(
                                    InstantSource.system(),
                                    time -> {},
                                    Duration.ofSeconds(1),
                                    () -> false,
                                    (what, since, limit) -> {}),
                            Patience.DEFAULT,
                            MoverSettings.of("movers", "varve:1", "repository")
                                    .withServiceAccount(account),
                            VolumeWatcher.NONE);
            return new ChangedBlocks(tools).of(taken());
        } finally {
            acts.journal().close();
        }
    }

    private static CaptureState.Taken taken() {
        return new CaptureState.Taken(
                new SnapshotPlan(
                        "shop",
                        "data",
                        DRIVER,
                        "class",
                        VolumeMode.BLOCK,
                        VolumeMode.BLOCK,
                        1,
                        "",
                        MissingNode.getInstance(),
                        true,
                        "",
                        List.of()),
                "snapshot",
                "content",
                "now",
                true);
    }

    private void serve(String version) {
        cluster.serve(Served.METADATA_SERVICE, version, "snapshotmetadataservices", false);
    }

    private void service(String ca) throws Exception {
        service("metadata.csi.svc:6443", "the-audience", ca);
    }

    private void service(String address, String audience, String ca) throws Exception {
        ObjectNode service = cluster.blank(Served.METADATA_SERVICE, "", DRIVER);
        service.putObject("spec")
                .put("address", address)
                .put("audience", audience)
                .put("caCert", ca);
        cluster.keep(Served.METADATA_SERVICE, service);
    }

    private void account(String name) throws Exception {
        cluster.keep(Served.SERVICE_ACCOUNT, cluster.blank(Served.SERVICE_ACCOUNT, "movers", name));
    }

    /** The content of the snapshot that is asked about. */
    private void cut(String volume) throws Exception {
        ObjectNode content = cluster.blank(Served.CONTENT, "", "content");
        content.putObject("spec").putObject("source").put("volumeHandle", volume);
        cluster.keep(Served.CONTENT, content);
    }

    private void standing(
            String name, ObjectKey subject, String driver, String handle, boolean ready)
            throws Exception {
        standing(name, subject, driver, handle, ready, "volume-1");
    }

    private void standing(
            String name,
            ObjectKey subject,
            String driver,
            String handle,
            boolean ready,
            String volume)
            throws Exception {
        ObjectNode content = cluster.blank(Served.CONTENT, "", "content-" + name);
        content.putObject("spec")
                .put("driver", driver)
                .putObject("source")
                .put("volumeHandle", volume);
        content.putObject("status").put("snapshotHandle", handle);
        cluster.keep(Served.CONTENT, content);
        ObjectNode snapshot = cluster.blank(Served.SNAPSHOT, subject.namespace(), name);
        Marks.stamp(snapshot, new Purpose("test", "earlier", subject, "snapshot"));
        snapshot.withObject("/metadata/labels").put(Marks.STANDING, "earlier");
        snapshot.putObject("status")
                .put("readyToUse", ready)
                .put("boundVolumeSnapshotContentName", "content-" + name);
        cluster.keep(Served.SNAPSHOT, snapshot);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(ascii(text));
    }
}
