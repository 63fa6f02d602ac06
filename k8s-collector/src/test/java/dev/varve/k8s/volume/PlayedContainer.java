package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What runs in a mover's Pod, played. */
@FunctionalInterface
public interface PlayedContainer {
    /**
     * Runs to its end.
     *
     * @param data of the volume
     */
    End run(ObjectNode pod, String data) throws Exception;

    /**
     * How it ended.
     *
     * @param exitCode 0 when all is well
     * @param message that it left for the kubelet
     * @param data of the volume afterwards
     */
    record End(int exitCode, String message, String data) {}
}
