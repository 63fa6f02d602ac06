package dev.varve.k8s.volume;

import dev.varve.k8s.cluster.ClusterException;
import java.io.IOException;
import java.util.Optional;

/**
 * The last line that a mover wrote, asked for at every tenth look. A view: a right that is missing
 * or a kubelet that is away is no line, and hinders no data. Confined to one thread.
 */
final class MoverLog {
    private static final int LOOKS = 10;
    private static final int LOOKS_AFTER_FAILURE = 60;

    private final VolumeTools tools;
    private final String namespace;
    private final String pod;
    private int looksLeft;
    private boolean forbidden;

    MoverLog(VolumeTools tools, String namespace, String pod) {
        this.tools = tools;
        this.namespace = namespace;
        this.pod = pod;
    }

    /** The line; nothing when it was not asked for now, or could not be had. */
    Optional<String> look() throws InterruptedException {
        if (forbidden || looksLeft-- > 0) {
            return Optional.empty();
        }
        looksLeft = LOOKS - 1;
        try {
            String line = tools.acts().cluster().tail(namespace, pod, MoverPod.CONTAINER, 1);
            return Optional.of(line.strip());
        } catch (ClusterException e) {
            forbidden = e.isForbidden();
            looksLeft = LOOKS_AFTER_FAILURE;
            return Optional.empty();
        } catch (IOException e) {
            looksLeft = LOOKS_AFTER_FAILURE;
            return Optional.empty();
        }
    }
}
