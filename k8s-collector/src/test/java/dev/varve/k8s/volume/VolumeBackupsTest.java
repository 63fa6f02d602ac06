package dev.varve.k8s.volume;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.model.Consistency;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The volumes of a namespace in one run; driver, kubelet and movers are played. */
@ExtendWith(KubeServer.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VolumeBackupsTest {
    private VolumeLab lab;

    @BeforeAll
    void prepare(KubeServer server, @TempDir Path directory) throws Exception {
        lab = new VolumeLab(server, directory);
    }

    @AfterEach
    void reset() throws Exception {
        lab.reset();
    }

    @AfterAll
    void cleanUp() throws Exception {
        lab.close();
    }

    @Test
    void everyClaimIsCapturedAndOneThatIsExcludedIsNot() throws Exception {
        claim("one", "data one");
        claim("two", "data two");
        claim("not", "left out");
        ObjectNode _ =
                lab.cluster.mergePatch(
                        lab.served.require(Served.CLAIM),
                        lab.user,
                        "not",
                        "",
                        Objects.parse("{metadata: {annotations: {'varve.dev/exclude': 'true'}}}"),
                        Write.REAL);

        List<VolumeOutcome> outcomes = backUp();

        assertThat(outcomes)
                .extracting(
                        each -> each.claim().name(), each -> each.result().orElseThrow().image())
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("one", "data one"),
                        org.assertj.core.groups.Tuple.tuple("two", "data two"));
        assertThat(outcomes).allMatch(each -> each.consistency() == Consistency.CRASH);
        assertThat(VolumeBackups.problems(outcomes)).isEmpty();
        assertThat(lab.marked()).isEmpty();
    }

    @Test
    void aVolumeThatFailsIsNamedWithItsReasonAndHindersNoOther() throws Exception {
        claim("good", "data");
        ObjectNode _ =
                lab.objects.create(
                        """
                        {apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: {namespace: '%s', name: 'unbound'},
                         spec: {accessModes: ['ReadWriteOnce'], storageClassName: 'nobody', resources: {requests: {storage: '1Gi'}}}}
                        """
                                .formatted(lab.user));

        List<VolumeOutcome> outcomes = backUp();

        assertThat(VolumeBackups.problems(outcomes))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.claim().name()).isEqualTo("unbound");
                    assertThat(each.problem()).contains("not bound");
                    assertThat(each.result()).isEmpty();
                });
        assertThat(outcomes).hasSize(2);
    }

    private void claim(String name, String data) throws Exception {
        ClaimedVolume _ = lab.claim(name, PlayedCsiDriver.AT_ONCE, VolumeMode.FILESYSTEM, data);
    }

    private List<VolumeOutcome> backUp() throws Exception {
        return new VolumeBackups(
                        lab.cluster,
                        lab.tools(VolumeLab.run()),
                        _ -> StorageProfile.DEFAULT,
                        _ -> true,
                        claim -> "k8s/lab/ns/" + claim.namespace() + "/pvc/" + claim.name())
                .capture(List.of(lab.user));
    }
}
