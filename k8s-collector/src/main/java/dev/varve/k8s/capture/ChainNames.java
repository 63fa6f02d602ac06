package dev.varve.k8s.capture;

/**
 * Names of the chains of one cluster.
 *
 * @param cluster what people call it, as in names of vaults
 */
public record ChainNames(String cluster) {
    private static final String ROOT = "k8s/";

    public ChainNames {
        String _ = dev.varve.protocol.model.Names.requireShort("cluster", cluster);
    }

    /** The objects of a namespace. */
    public String namespace(String namespace) {
        return ROOT + cluster + "/ns/" + namespace;
    }

    /** The objects outside of namespaces. */
    public String clusterObjects() {
        return ROOT + cluster + "/cluster";
    }

    /** What applications of a namespace gave for the point: docs/formats/objects.md. */
    public String held(String namespace) {
        return namespace(namespace) + "/held";
    }

    /** A volume, by its claim. */
    public String volume(String namespace, String claim) {
        return namespace(namespace) + "/pvc/" + claim;
    }
}
