package dev.varve.k8s.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.k8s.act.Served;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.resource.BackupRun;
import dev.varve.k8s.resource.Direction;
import dev.varve.k8s.resource.RunPhase;
import dev.varve.k8s.resource.VolumeTask;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is shown of volumes, on a stand-in for an API server: simulated. */
@EnableKubernetesMockClient(crud = true)
class VolumeTasksTest {
    private static final ObjectKey CLAIM = new ObjectKey(Served.CLAIM, "shop", "data");

    /** Set by the extension. */
    @SuppressWarnings("NullAway.Init")
    KubernetesClient client;

    /** Made before each test. */
    @SuppressWarnings("NullAway.Init")
    private VolumeTasks tasks;

    @BeforeEach
    void prepare() {
        BackupRun run = new BackupRun();
        run.getMetadata().setName("nightly");
        run.getMetadata().setNamespace("team");
        run.getMetadata().setUid("0b1c2d3e-0000-0000-0000-000000000001");
        tasks =
                new VolumeTasks(
                        client,
                        run,
                        Direction.Backup,
                        "vault",
                        "ctl-varve",
                        InstantSource.system());
    }

    @Test
    void aVolumeHasOneTaskFromItsFirstStepToItsEndAndItsRunOwnsIt() {
        tasks.reached(CLAIM, "Cutting");
        assertThat(only().getStatus().phase).isEqualTo(RunPhase.Running);
        tasks.placed(CLAIM, "varve-mover-data", "north-1");
        tasks.moved(CLAIM, 5, 10);
        VolumeTask moving = only();
        assertThat(moving.getStatus().node).isEqualTo("north-1");
        assertThat(moving.getStatus().doneBytes).isEqualTo(5);
        assertThat(moving.getStatus().totalBytes).isEqualTo(10);
        assertThat(moving.getStatus().step).isEqualTo("Cutting");
        tasks.reached(CLAIM, "Captured");

        VolumeTask ended = only();
        assertThat(ended.getStatus().phase).isEqualTo(RunPhase.Succeeded);
        assertThat(ended.getStatus().completionTime).isNotEmpty();
        assertThat(ended.getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> {
                    assertThat(owner.getKind()).isEqualTo("BackupRun");
                    assertThat(owner.getName()).isEqualTo("nightly");
                });
    }

    @Test
    void aVolumeThatFailedSaysWhy() {
        tasks.reached(CLAIM, "Twinned");
        tasks.failed(CLAIM, "the mover found no space");

        assertThat(only().getStatus().phase).isEqualTo(RunPhase.Failed);
        assertThat(only().getStatus().message).isEqualTo("the mover found no space");
    }

    private VolumeTask only() {
        List<VolumeTask> all =
                client.resources(VolumeTask.class).inNamespace("team").list().getItems();
        assertThat(all).hasSize(1);
        return all.getFirst();
    }
}
