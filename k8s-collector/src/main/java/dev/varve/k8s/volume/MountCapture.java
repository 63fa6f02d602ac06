package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.ActNames;
import dev.varve.k8s.act.Purpose;
import dev.varve.k8s.act.RemovalReport;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.volume.MountState.Captured;
import dev.varve.k8s.volume.MountState.Failed;
import dev.varve.k8s.volume.MountState.Moved;
import dev.varve.k8s.volume.MountState.Planned;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Captures one volume where it is: by its claim, in the claim's namespace, or by its directory on a
 * node. Goes on from the journal where an earlier process stopped. One thread for each capture.
 */
public final class MountCapture {
    private static final Logger LOGGER = LoggerFactory.getLogger(MountCapture.class);

    private final VolumeTools tools;
    private final StateJournal<MountState> journal;

    public MountCapture(VolumeTools tools) {
        this.tools = tools;
        journal = new StateJournal<>(MountState.class, tools);
    }

    /**
     * Captures the volume, to the end.
     *
     * @return {@link Captured} or {@link Failed}
     * @throws ClusterException when the API server cannot be asked; the run may go on later
     */
    public MountState run(MountPlan plan) throws IOException, InterruptedException {
        MountState state = journal.last(plan.subject()).orElseGet(() -> new Planned(plan));
        while (!(state instanceof Captured || state instanceof Failed)) {
            state = step(state, plan.subject());
        }
        return state;
    }

    private MountState step(MountState state, ObjectKey subject)
            throws IOException, InterruptedException {
        return journal.step(subject, () -> next(state), this::fail);
    }

    private MountState next(MountState state) throws IOException, InterruptedException {
        return switch (state) {
            case Planned planned -> move(planned);
            case Moved moved -> {
                RemovalReport _ = tools.removal().remove(moved.plan().subject());
                yield moved.captured();
            }
            case Captured captured -> captured;
            case Failed failed -> failed;
        };
    }

    private Moved move(Planned state) throws IOException, InterruptedException {
        MountPlan plan = state.plan();
        if (plan.how() == MountPlan.How.STOPPED_MOUNT) {
            new Workloads(tools).awaitUnused(plan.subject());
        }
        boolean onNode = plan.how() == MountPlan.How.NODE_PATH;
        MoverTask.VolumeAccess access =
                onNode
                        ? new MoverTask.VolumeAccess.NodeDirectory(plan.nodeDirectory())
                        : new MoverTask.VolumeAccess.Claim(plan.claim(), plan.mode());
        MoverTask task =
                new MoverTask(
                        plan.subject(),
                        MoverTask.Direction.CAPTURE,
                        access,
                        plan.arguments(),
                        new MoverTask.Place(plan.node(), plan.nodeSelector()));
        if (onNode || plan.namespace().equals(tools.movers().namespace())) {
            if (onNode) {
                requireMounted(plan);
            }
            MoverResult result = new Mover(tools, plan.subject()).run(task, Mover.Companion.NONE);
            if (onNode) {
                requireMounted(plan);
            }
            return state.moved(result);
        }
        Purpose secret = tools.acts().purpose(plan.subject(), "secret");
        VolumeTools there =
                tools.withMovers(tools.movers().asGuest(plan.namespace(), ActNames.of(secret)));
        return state.moved(
                new Mover(there, plan.subject()).run(task, pod -> copyCredentials(pod, secret)));
    }

    /**
     * The kubelet mounts a volume before its Pod runs, and takes it away after that has ended: when
     * it runs before and after, the mover has seen the volume, and not what lies below.
     */
    private void requireMounted(MountPlan plan) throws IOException, InterruptedException {
        boolean stays =
                tools.acts()
                        .cluster()
                        .get(tools.served().require(Served.POD), plan.namespace(), plan.pod())
                        .filter(pod -> pod.at("/status/phase").asText().equals("Running"))
                        .map(pod -> pod.path("metadata"))
                        .filter(pod -> pod.path("uid").asText().equals(plan.podUid()))
                        .filter(pod -> !pod.has("deletionTimestamp"))
                        .isPresent();
        if (!stays) {
            throw new VolumeException(
                    "Pod %s/%s does not run, or ended while its volume was read on its node: what is there may not be the volume"
                            .formatted(plan.namespace(), plan.pod()));
        }
    }

    /** Whether nothing of the volume is left to be read. */
    boolean isRead(ObjectKey claim) throws IOException {
        return journal.last(claim).filter(state -> !(state instanceof Planned)).isPresent();
    }

    /**
     * A Pod mounts claims of its own namespace only, so the credentials must come there with it.
     * The copy belongs to the Pod: it goes with it, and the collector need not be able to list
     * Secrets.
     */
    private void copyCredentials(ObjectNode pod, Purpose purpose)
            throws IOException, InterruptedException {
        MoverSettings settings = tools.movers();
        ApiResource secrets = tools.served().require(Served.SECRET);
        ObjectNode secret =
                tools.acts()
                        .cluster()
                        .get(secrets, settings.namespace(), settings.credentialsSecret())
                        .orElseThrow(() ->
                                new VolumeException(
                                        "Secret "
                                                + settings.credentialsSecret()
                                                + " with the repository's credentials is"
                                                + " not there"));
        ObjectNode copy =
                tools.served()
                        .blank(Served.SECRET, purpose.subject().namespace(), ActNames.of(purpose));
        copy.put("type", secret.path("type").asText("Opaque"));
        copy.set("data", secret.path("data").deepCopy());
        copy.withObject("/metadata")
                .putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "v1")
                .put("kind", Served.POD.kind())
                .put("name", pod.at("/metadata/name").asText())
                .put("uid", pod.at("/metadata/uid").asText());
        ObjectNode _ = tools.acts().create(secrets, copy, purpose);
    }

    private Failed fail(ObjectKey subject, IOException cause)
            throws IOException, InterruptedException {
        LOGGER.atWarn()
                .addKeyValue("subject", subject)
                .addKeyValue("reason", cause.getMessage())
                .log("capture of a volume failed");
        Failed failed = journal.reached(subject, new Failed(String.valueOf(cause.getMessage())));
        try {
            RemovalReport _ = tools.removal().remove(subject);
        } catch (ClusterException e) {
            LOGGER.atWarn()
                    .addKeyValue("subject", subject)
                    .addKeyValue("reason", e.getMessage())
                    .log("left to a sweep");
        }
        return failed;
    }
}
