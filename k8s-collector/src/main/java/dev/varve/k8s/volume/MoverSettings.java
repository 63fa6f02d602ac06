package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What all mover Pods of a collector have in common.
 *
 * @param namespace the collector's own
 * @param image this project's
 * @param serviceAccount whose token, for that audience alone, a mover gets to ask a snapshot
 *     metadata service; empty: none is asked. Movers get no token for the API server
 * @param credentialsSecret in the same namespace; mounted, never an argument or a variable
 * @param resources as a container has them
 * @param tolerations as a Pod has them
 * @param priorityClass empty for none
 * @param user a uid that may read, and for a restore write, all of the volume: movers then keep to
 *     the restricted Pod Security profile. Without it they run as root with the few capabilities
 *     that the baseline profile allows
 * @param kubelet its root directory on every node
 * @param guests namespaces of claims that a copy of the credentials may be brought into, where
 *     whoever may read Secrets there reads it; nothing: any
 */
public record MoverSettings(
        String namespace,
        String image,
        List<String> imagePullSecrets,
        String serviceAccount,
        String credentialsSecret,
        ObjectNode resources,
        ArrayNode tolerations,
        String priorityClass,
        OptionalLong user,
        String kubelet,
        Optional<Set<String>> guests) {
    /** Where the kubelet is, unless it was told otherwise. */
    public static final String KUBELET = "/var/lib/kubelet";

    public MoverSettings {
        if (namespace.isEmpty() || image.isEmpty() || credentialsSecret.isEmpty()) {
            throw new IllegalArgumentException(
                    "movers need a namespace, an image and a Secret with credentials");
        }
        if (user.isPresent() && user.getAsLong() <= 0) {
            throw new IllegalArgumentException("uid " + user.getAsLong() + " is not restricted");
        }
        if (!kubelet.startsWith("/") || kubelet.contains("/../") || kubelet.endsWith("/..")) {
            throw new IllegalArgumentException(
                    "the kubelet's directory '" + kubelet + "' is no absolute path");
        }
        imagePullSecrets = List.copyOf(imagePullSecrets);
        resources = resources.deepCopy();
        tolerations = tolerations.deepCopy();
        guests = guests.map(Set::copyOf);
    }

    /** The plainest: no ServiceAccount, 100m of a CPU and 512 MiB asked for, 2 GiB at most. */
    public static MoverSettings of(String namespace, String image, String credentialsSecret) {
        ObjectNode resources = JsonNodeFactory.instance.objectNode();
        resources.putObject("requests").put("cpu", "100m").put("memory", "512Mi");
        resources.putObject("limits").put("memory", "2Gi");
        return new MoverSettings(
                namespace,
                image,
                List.of(),
                "",
                credentialsSecret,
                resources,
                JsonNodeFactory.instance.arrayNode(),
                "",
                OptionalLong.empty(),
                KUBELET,
                Optional.empty());
    }

    /** The same in another namespace, where neither ServiceAccount nor pull Secrets are known. */
    MoverSettings asGuest(String otherNamespace, String secret) {
        return new MoverSettings(
                otherNamespace,
                image,
                List.of(),
                "",
                secret,
                resources,
                tolerations,
                priorityClass,
                user,
                kubelet,
                guests);
    }

    /** The same, but movers may ask snapshot metadata services as this ServiceAccount. */
    public MoverSettings withServiceAccount(String name) {
        return new MoverSettings(
                namespace,
                image,
                imagePullSecrets,
                name,
                credentialsSecret,
                resources,
                tolerations,
                priorityClass,
                user,
                kubelet,
                guests);
    }

    /** The same, but the kubelet's root directory is this one on every node. */
    public MoverSettings withKubelet(String directory) {
        return new MoverSettings(
                namespace,
                image,
                imagePullSecrets,
                serviceAccount,
                credentialsSecret,
                resources,
                tolerations,
                priorityClass,
                user,
                directory,
                guests);
    }

    /** The same, but the credentials are brought into these namespaces only. */
    public MoverSettings withGuests(Set<String> namespaces) {
        return new MoverSettings(
                namespace,
                image,
                imagePullSecrets,
                serviceAccount,
                credentialsSecret,
                resources,
                tolerations,
                priorityClass,
                user,
                kubelet,
                Optional.of(namespaces));
    }

    /** Whether a mover may run beside the claims of this namespace. */
    boolean mayBeGuestIn(String other) {
        return other.equals(namespace) || guests.isEmpty() || guests.get().contains(other);
    }
}
