package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.k8s.capture.ChainNames;
import dev.varve.k8s.capture.Glob;
import dev.varve.k8s.capture.Scope;
import dev.varve.k8s.point.ClusterPoint;
import dev.varve.k8s.volume.VolumeOutcome;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Points of clusters in a vault: with volumes, from elsewhere, and until they end. */
@ExtendWith(KubernetesLab.Extension.class)
@ResourceLock("Kubernetes")
class KubernetesPointsIT {
    private final KubernetesLab lab;

    KubernetesPointsIT(KubernetesLab lab) {
        this.lab = lab;
    }

    @Test
    void whatMoversPushedIsInTheSamePointAsTheObjects() throws Exception {
        Path credentials = Files.createDirectory(lab.work().resolve("credentials"));
        Files.copy(Path.of(lab.profile()), credentials.resolve("profile.json"));
        Path volume = Files.createDirectory(lab.work().resolve("volume"));
        Files.writeString(volume.resolve("file"), "content of the volume");
        Path device = Files.write(lab.work().resolve("device"), new byte[] {1, 2, 3, 4});
        ChainNames chains = new ChainNames("moved");
        String shop = lab.shop().namespace();

        String whole =
                lab.vault()
                        .backUp(
                                "moved",
                                only(shop),
                                moved(chains, credentials, "data-db-0", "--directory=" + volume),
                                moved(chains, credentials, "data-db-1", "--device=" + device))
                        .backup()
                        .point()
                        .toString();

        Path target = Files.createDirectory(lab.work().resolve("target"));
        JsonNode restored =
                lab.varve()
                        .json(
                                "mover",
                                "restore",
                                "--task=back",
                                "--credentials=" + credentials,
                                "--directory=" + target,
                                "--chain=" + chains.volume(shop, "data-db-0"),
                                "--point=" + whole,
                                "--result=" + lab.work().resolve("result"),
                                "--json");
        assertThat(restored.get("whole").asBoolean()).isTrue();
        assertThat(target.resolve("file")).hasContent("content of the volume");
        ClusterPoint made = lab.vault().points("moved").getLast();
        assertThat(made.root(chains.volume(shop, "data-db-1"))).isPresent();
        assertThat(made.root(chains.namespace(shop))).isPresent();
    }

    private VolumeOutcome moved(ChainNames chains, Path credentials, String claim, String volume)
            throws Exception {
        JsonNode result =
                lab.varve()
                        .json(
                                "mover",
                                "capture",
                                "--task=t",
                                "--credentials=" + credentials,
                                volume,
                                "--chain=" + chains.volume(lab.shop().namespace(), claim),
                                "--state-dir=" + lab.work().resolve("mover-state"),
                                "--result=" + lab.work().resolve("result"),
                                "--json");
        return VaultAtHand.moved(lab.shop().namespace(), claim, result.get("image").asText());
    }

    @Test
    void aBackupIsSeenAndRestoredFromANewInstallation() throws Exception {
        String profile = lab.enrollBeside("newcomer");
        Path home = Files.createDirectory(lab.work().resolve("new-home"));
        try (Scripted fresh = Scripted.inProcess(home);
                VaultAtHand vault =
                        new VaultAtHand(
                                lab.cluster(), Path.of(profile), home.resolve("journals"))) {
            JsonNode seen = fresh.json("k8s", "points", "--profile", profile, "--json");
            assertThat(seen.get("points"))
                    .anyMatch(point -> point.get("point").asText().equals(lab.point()));
            String copy = lab.copy("fresh");
            vault.restore(
                    lab.point(),
                    "{namespaces: ['%1$s'], kinds: ['configmaps'], clusterObjects: 'none', namespaceMap: {'%1$s': '%2$s'}}"
                            .formatted(lab.shop().namespace(), copy));
            assertThat(lab.colour(copy)).isEqualTo("blue");
        }
    }

    @Test
    void thePolicyCountsRunsAndWhatItLetsGoIsNeitherShownNorRestored() throws Exception {
        String profile = lab.enroll("keeper", "kept");
        String namespace = lab.create("kept");
        Path folder = Files.createDirectory(lab.work().resolve("kept"));
        try (VaultAtHand vault =
                new VaultAtHand(lab.cluster(), Path.of(profile), lab.work().resolve("keeping"))) {
            List<String> runs = new ArrayList<>();
            List<String> moves = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Files.writeString(folder.resolve("file"), "state " + i);
                VolumeOutcome moved = vault.move("kept", namespace, "data", folder);
                moves.add(moved.result().orElseThrow().image());
                runs.add(vault.backUp("kept", only(namespace), moved).backup().point().toString());
            }

            asAdministrator("policy", "set", "--keep-last", "2");
            String gone = asAdministrator("policy", "apply");

            assertThat(gone).contains(runs.get(0), moves.get(0), moves.get(1));
            assertThat(gone).doesNotContain(runs.get(1), runs.get(2), moves.get(2));
            assertThat(ids(vault)).containsExactly(runs.get(1), runs.get(2));

            asAdministrator("points", "delete", runs.get(1));
            assertThat(ids(vault)).containsExactly(runs.get(2));
            assertThatThrownBy(() -> vault.plan(runs.get(1), "{}"))
                    .isInstanceOfSatisfying(
                            ProtocolException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.POINT_UNKNOWN));
            Scripted.Outcome restore =
                    lab.varve()
                            .run(
                                    "k8s",
                                    "restore",
                                    runs.get(0),
                                    "--profile",
                                    profile,
                                    "--kubeconfig",
                                    lab.server().kubeconfig().toString());
            assertThat(restore.exitCode()).isEqualTo(ErrorCode.POINT_UNKNOWN.exitCode());
        }
    }

    private static List<String> ids(VaultAtHand vault) throws IOException, InterruptedException {
        return vault.points("kept").stream().map(point -> point.id().toString()).toList();
    }

    private String asAdministrator(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--data", lab.data().toString(), "--vault", "kept"));
        Scripted.Outcome outcome = lab.varve().run(all.toArray(String[]::new));
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        return outcome.out();
    }

    private static Scope only(String namespace) {
        return new Scope(
                Glob.list(List.of(namespace)),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                false,
                Scope.ClusterObjects.NONE);
    }
}
