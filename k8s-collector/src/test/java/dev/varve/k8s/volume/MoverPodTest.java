package dev.varve.k8s.volume;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.volume.MoverTask.Direction;
import dev.varve.k8s.volume.MoverTask.Place;
import dev.varve.k8s.volume.MoverTask.VolumeAccess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The Pod of a mover. */
class MoverPodTest {
    private static final MoverSettings ROOT = MoverSettings.of("varve", "varve:1", "repository");

    @Test
    void aMoverWithAUidKeepsToTheRestrictedProfile() {
        MoverSettings restricted =
                new MoverSettings(
                        "varve",
                        "varve:1",
                        List.of("pull"),
                        "mover",
                        "repository",
                        ROOT.resources(),
                        ROOT.tolerations(),
                        "",
                        OptionalLong.of(1000),
                        MoverSettings.KUBELET,
                        Optional.empty());
        JsonNode spec = spec(restricted, Direction.RESTORE, VolumeMode.FILESYSTEM, anywhere());
        JsonNode container = spec.at("/containers/0");

        assertThat(spec.at("/securityContext").toString())
                .contains("\"runAsNonRoot\":true", "\"runAsUser\":1000", "RuntimeDefault")
                .doesNotContain("fsGroup");
        // No group owns what it mounts, so its uid must be able to read the Secret as others do.
        assertThat(spec.at("/volumes/0/secret/defaultMode").asInt()).isEqualTo(0444);
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                .isFalse();
        assertThat(container.at("/securityContext/capabilities").toString())
                .isEqualTo("{\"drop\":[\"ALL\"]}");
        assertThat(spec.at("/imagePullSecrets/0/name").asText()).isEqualTo("pull");
    }

    @Test
    void aMoverWithoutAUidHasOnlyCapabilitiesOfTheBaselineProfile() {
        JsonNode read = spec(ROOT, Direction.CAPTURE, VolumeMode.FILESYSTEM, anywhere());
        JsonNode write = spec(ROOT, Direction.RESTORE, VolumeMode.FILESYSTEM, anywhere());

        assertThat(read.at("/containers/0/securityContext/capabilities/add").toString())
                .isEqualTo("[\"DAC_OVERRIDE\"]");
        assertThat(write.at("/containers/0/securityContext/capabilities/add").toString())
                .isEqualTo(
                        "[\"CHOWN\",\"DAC_OVERRIDE\",\"FOWNER\",\"FSETID\",\"MKNOD\",\"SETFCAP\"]");
        assertThat(read.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
    }

    @Test
    void aTokenIsForTheAudienceThatIsAskedAndNeverForTheApiServer() {
        MoverSettings settings = ROOT.withServiceAccount("mover");
        JsonNode asks =
                spec(settings, Direction.CAPTURE, VolumeMode.BLOCK, anywhere(), "the-audience");
        JsonNode asksNobody = spec(settings, Direction.CAPTURE, VolumeMode.BLOCK, anywhere());

        assertThat(asks.at("/serviceAccountName").asText()).isEqualTo("mover");
        assertThat(asks.at("/volumes/3/projected/sources").toString())
                .isEqualTo(
                        "[{\"serviceAccountToken\":{\"audience\":\"the-audience\","
                                + "\"expirationSeconds\":600,\"path\":\"token\"}}]");
        assertThat(asks.at("/containers/0/volumeMounts/2/mountPath").asText() + "/token")
                .isEqualTo(MoverPod.TOKEN);
        assertThat(asksNobody.has("serviceAccountName")).isFalse();
        assertThat(asksNobody.at("/volumes")).hasSize(3);
        for (JsonNode spec : List.of(asks, asksNobody)) {
            assertThat(spec.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
        }
    }

    @Test
    void credentialsAreMountedAndNeverSaid() {
        JsonNode spec = spec(ROOT, Direction.CAPTURE, VolumeMode.BLOCK, anywhere());
        JsonNode container = spec.at("/containers/0");

        assertThat(container.at("/args").toString())
                .isEqualTo(
                        "[\"mover\",\"capture\",\"--json\",\"--task=pod\",\"--credentials=/etc/varve/credentials\","
                                + "\"--device=/dev/varve-volume\",\"--chain=shop\"]");
        assertThat(container.has("command")).isFalse();
        assertThat(container.has("env")).isFalse();
        assertThat(spec.at("/volumes/0/secret/secretName").asText()).isEqualTo("repository");
        assertThat(container.at("/volumeDevices/0/devicePath").asText())
                .isEqualTo("/dev/varve-volume");
    }

    @Test
    void aMoverRunsWhereTheVolumeIsAndOnTheNodeThatIsAskedFor() {
        ObjectNode selector =
                Objects.parse(
                        "{nodeSelectorTerms: [{matchExpressions: [{key: 'zone', operator: 'In',"
                                + " values: ['a']}]}, {matchExpressions: [{key: 'zone', operator:"
                                + " 'In', values: ['b']}]}]}");
        JsonNode spec =
                spec(ROOT, Direction.CAPTURE, VolumeMode.FILESYSTEM, new Place("n1", selector));
        JsonNode terms =
                spec.at(
                        "/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms");

        assertThat(terms).hasSize(2);
        terms.forEach(term -> {
            assertThat(term.at("/matchFields/0/values/0").asText()).isEqualTo("n1");
            assertThat(term.at("/matchExpressions")).hasSize(1);
        });
        assertThat(selector.toString()).doesNotContain("n1");
    }

    @Test
    void moversAskToBeKeptApartAndWaitForNoNodeBecauseOfIt() {
        JsonNode wish =
                spec(ROOT, Direction.CAPTURE, VolumeMode.FILESYSTEM, anywhere())
                        .at("/topologySpreadConstraints");

        assertThat(wish).hasSize(1);
        assertThat(wish.at("/0/topologyKey").asText()).isEqualTo("kubernetes.io/hostname");
        assertThat(wish.at("/0/whenUnsatisfiable").asText()).isEqualTo("ScheduleAnyway");
        assertThat(wish.at("/0/labelSelector/matchLabels/varve.dev~1step").asText())
                .isEqualTo("mover");
    }

    private static Place anywhere() {
        return new Place("", MissingNode.getInstance());
    }

    private static JsonNode spec(
            MoverSettings settings, Direction direction, VolumeMode mode, Place place) {
        return spec(settings, direction, mode, place, "");
    }

    private static JsonNode spec(
            MoverSettings settings,
            Direction direction,
            VolumeMode mode,
            Place place,
            String audience) {
        MoverTask task =
                new MoverTask(
                        new ObjectKey(Served.CLAIM, "shop", "data"),
                        direction,
                        new VolumeAccess.Claim("copy", mode),
                        List.of("--chain=shop"),
                        place,
                        audience);
        ObjectNode pod = Objects.parse("{metadata: {name: 'pod'}}");
        return new MoverPod(settings, task, Duration.ofHours(1)).fill(pod).path("spec");
    }
}
