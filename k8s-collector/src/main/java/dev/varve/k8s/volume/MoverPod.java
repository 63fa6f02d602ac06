package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Marks;
import dev.varve.k8s.volume.MoverTask.Direction;
import dev.varve.k8s.volume.MoverTask.VolumeAccess;
import java.time.Duration;
import java.util.List;

/** Writes the Pod of a mover into a blank object. docs/kubernetes-volumes.md. */
final class MoverPod {
    static final String CONTAINER = "mover";
    static final String DIRECTORY = "/volume";
    static final String DEVICE = "/dev/varve-volume";
    private static final String CREDENTIALS = "/etc/varve/credentials";
    private static final String TOKEN_DIRECTORY = "/etc/varve/metadata";
    static final String TOKEN = TOKEN_DIRECTORY + "/token";

    /** The kubelet renews it in time; the shortest that API servers give. */
    private static final int TOKEN_SECONDS = 600;

    private final MoverSettings settings;
    private final MoverTask task;
    private final Duration limit;

    /**
     * Describes a mover.
     *
     * @param limit after which the kubelet ends it, also when no collector lives to do so
     */
    MoverPod(MoverSettings settings, MoverTask task, Duration limit) {
        this.settings = settings;
        this.task = task;
        this.limit = limit;
    }

    ObjectNode fill(ObjectNode pod) {
        ObjectNode spec = pod.putObject("spec");
        spec.put("restartPolicy", "Never")
                .put("enableServiceLinks", false)
                .put("automountServiceAccountToken", false)
                .put("activeDeadlineSeconds", limit.toSeconds());
        if (hasToken()) {
            spec.put("serviceAccountName", settings.serviceAccount());
        }
        if (!settings.priorityClass().isEmpty()) {
            spec.put("priorityClassName", settings.priorityClass());
        }
        ArrayNode pullSecrets = spec.putArray("imagePullSecrets");
        settings.imagePullSecrets().forEach(name -> pullSecrets.addObject().put("name", name));
        spec.set("tolerations", settings.tolerations().deepCopy());
        place(spec);
        spread(spec);
        secure(spec.putObject("securityContext"));
        String name = pod.at("/metadata/name").asText();
        container(spec.putArray("containers").addObject(), name);
        volumes(spec.putArray("volumes"));
        return pod;
    }

    private void container(ObjectNode container, String taskName) {
        container
                .put("name", CONTAINER)
                .put("image", settings.image())
                .put("terminationMessagePolicy", "File");
        // The image's entry point is varve itself; there is no shell in it.
        ArrayNode args = container.putArray("args").add("mover").add(task.direction().word());
        args.add("--json"); // its progress, a line each second, is read from its log
        args.add("--task=" + taskName).add("--credentials=" + CREDENTIALS);
        args.add(isBlock() ? "--device=" + DEVICE : "--directory=" + DIRECTORY);
        task.arguments().forEach(args::add);
        container.set("resources", settings.resources().deepCopy());
        confine(container.putObject("securityContext"));
        ArrayNode mounts = container.putArray("volumeMounts");
        mounts.addObject()
                .put("name", "credentials")
                .put("mountPath", CREDENTIALS)
                .put("readOnly", true);
        mounts.addObject().put("name", "scratch").put("mountPath", "/tmp");
        if (hasToken()) {
            mounts.addObject()
                    .put("name", "token")
                    .put("mountPath", TOKEN_DIRECTORY)
                    .put("readOnly", true);
        }
        if (isBlock()) {
            container
                    .putArray("volumeDevices")
                    .addObject()
                    .put("name", "volume")
                    .put("devicePath", DEVICE);
        } else {
            ObjectNode mount = mounts.addObject().put("name", "volume");
            mount.put("mountPath", DIRECTORY).put("readOnly", isCapture());
            if (task.access() instanceof VolumeAccess.NodeDirectory) {
                mount.put("mountPropagation", "HostToContainer");
            }
        }
    }

    private void volumes(ArrayNode volumes) {
        volumes.addObject()
                .put("name", "credentials")
                .putObject("secret")
                .put("secretName", settings.credentialsSecret())
                .put("defaultMode", settings.user().isPresent() ? 0444 : 0440);
        volumes.addObject().put("name", "scratch").putObject("emptyDir");
        ObjectNode volume = volumes.addObject().put("name", "volume");
        switch (task.access()) {
            case VolumeAccess.Claim claim ->
                    volume.putObject("persistentVolumeClaim").put("claimName", claim.name());
            case VolumeAccess.NodeDirectory directory ->
                    volume.putObject("hostPath")
                            .put("path", directory.path())
                            .put("type", "Directory");
        }
        if (hasToken()) {
            volumes.addObject()
                    .put("name", "token")
                    .putObject("projected")
                    .putArray("sources")
                    .addObject()
                    .putObject("serviceAccountToken")
                    .put("audience", task.audience())
                    .put("expirationSeconds", TOKEN_SECONDS)
                    .put("path", "token");
        }
    }

    /** No fsGroup ever: the kubelet would change the owners of what is restored. */
    private void secure(ObjectNode context) {
        context.putObject("seccompProfile").put("type", "RuntimeDefault");
        if (settings.user().isPresent()) {
            long user = settings.user().getAsLong();
            context.put("runAsNonRoot", true).put("runAsUser", user).put("runAsGroup", user);
        } else {
            context.put("runAsUser", 0);
        }
    }

    private void confine(ObjectNode context) {
        context.put("allowPrivilegeEscalation", false).put("readOnlyRootFilesystem", true);
        ObjectNode capabilities = context.putObject("capabilities");
        capabilities.putArray("drop").add("ALL");
        if (settings.user().isEmpty()) {
            ArrayNode add = capabilities.putArray("add");
            (isCapture()
                            ? List.of("DAC_OVERRIDE")
                            : List.of(
                                    "CHOWN",
                                    "DAC_OVERRIDE",
                                    "FOWNER",
                                    "FSETID",
                                    "MKNOD",
                                    "SETFCAP"))
                    .forEach(add::add);
        }
    }

    private void place(ObjectNode spec) {
        if (task.place().nodeSelector() instanceof ObjectNode selector) {
            required(spec).setAll(selector.deepCopy());
        }
        if (!task.place().node().isEmpty()) {
            ArrayNode terms = required(spec).withArrayProperty("nodeSelectorTerms");
            if (terms.isEmpty()) {
                terms.addObject();
            }
            terms.forEach(term -> addNode((ObjectNode) term));
        }
    }

    /** A wish: movers keep apart where they can, and wait for no node because of it. */
    private static void spread(ObjectNode spec) {
        spec.putArray("topologySpreadConstraints")
                .addObject()
                .put("maxSkew", 1)
                .put("topologyKey", PinnedNode.HOSTNAME)
                .put("whenUnsatisfiable", "ScheduleAnyway")
                .putObject("labelSelector")
                .putObject("matchLabels")
                .put(Marks.STEP, Mover.STEP);
    }

    /** Terms are alternatives: each of them must ask for the node. */
    private void addNode(ObjectNode term) {
        term.withArrayProperty("matchFields")
                .addObject()
                .put("key", "metadata.name")
                .put("operator", "In")
                .putArray("values")
                .add(task.place().node());
    }

    private static ObjectNode required(ObjectNode spec) {
        return spec.withObjectProperty("affinity")
                .withObjectProperty("nodeAffinity")
                .withObjectProperty("requiredDuringSchedulingIgnoredDuringExecution");
    }

    private boolean hasToken() {
        return !task.audience().isEmpty();
    }

    private boolean isBlock() {
        return task.access() instanceof VolumeAccess.Claim claim
                && claim.mode() == VolumeMode.BLOCK;
    }

    private boolean isCapture() {
        return task.direction() == Direction.CAPTURE;
    }
}
