package dev.varve.tools;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.volume.MoverSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;

/**
 * What a full cluster has, as whoever runs the tests says: {@code -Dvarve.e2e.storageClass}, {@code
 * -Dvarve.e2e.image} (this project's) and {@code -Dvarve.e2e.profile} (of a client of a daemon that
 * Pods reach); {@code -Dvarve.e2e.volumes} is the way, else {@code snapshot}, and {@code
 * -Dvarve.e2e.podImage} the image of the Pods with data, which has a shell, else {@code busybox}.
 * {@code -Dvarve.e2e.kubelet} is the kubelet's directory on the nodes, {@code
 * -Dvarve.e2e.localVolume=NODE:DIR} an empty directory of a node for a local volume.
 */
final class FullCluster {
    static final String STORAGE_CLASS = System.getProperty("varve.e2e.storageClass", "");
    static final String IMAGE = System.getProperty("varve.e2e.image", "");
    static final String PROFILE = System.getProperty("varve.e2e.profile", "");
    static final String WAY = System.getProperty("varve.e2e.volumes", "snapshot");
    static final String POD_IMAGE = System.getProperty("varve.e2e.podImage", "busybox");
    static final String KUBELET = System.getProperty("varve.e2e.kubelet", MoverSettings.KUBELET);
    private static final String LOCAL_VOLUME = System.getProperty("varve.e2e.localVolume", "");
    static final Duration LIMIT = Duration.ofMinutes(10);

    private FullCluster() {}

    /** Skips the test where no such cluster is named. */
    static void assume() {
        assumeTrue(
                Stream.of(STORAGE_CLASS, IMAGE, PROFILE).noneMatch(String::isEmpty),
                "no storage class, image and profile of a full cluster are named: see FullCluster");
    }

    /** Skips the test where no directory for a local volume is named. */
    static void assumeLocalVolume() {
        assumeTrue(
                LOCAL_VOLUME.contains(":"),
                "no directory for a local volume is named: FullCluster");
    }

    static String localNode() {
        return LOCAL_VOLUME.substring(0, LOCAL_VOLUME.indexOf(':'));
    }

    static String localDirectory() {
        return LOCAL_VOLUME.substring(LOCAL_VOLUME.indexOf(':') + 1);
    }

    /** The Secret by which movers and controllers reach the daemon. */
    static void makeProfile(Objects objects, String namespace, String name)
            throws IOException, InterruptedException {
        String profile = Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(PROFILE)));
        ObjectNode _ =
                objects.create(
                        """
                        {apiVersion: 'v1', kind: 'Secret', metadata: {namespace: '%s', name: '%s'},
                         data: {'profile.json': '%s'}}
                        """
                                .formatted(namespace, name, profile));
    }
}
