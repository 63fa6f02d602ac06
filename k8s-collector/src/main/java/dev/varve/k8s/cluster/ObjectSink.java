package dev.varve.k8s.cluster;

import java.io.IOException;

/** Takes objects one by one. */
@FunctionalInterface
public interface ObjectSink {
    /**
     * Takes one object.
     *
     * @param json one JSON object in UTF-8, the bytes that the API server sent; where a list leaves
     *     {@code apiVersion} and {@code kind} out, they are put before the rest
     */
    void accept(byte[] json) throws IOException, InterruptedException;
}
