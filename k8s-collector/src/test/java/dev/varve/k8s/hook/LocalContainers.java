package dev.varve.k8s.hook;

import dev.varve.k8s.cluster.Cluster;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * A fake: containers as processes of this machine, and everything else of the cluster as it is. For
 * a control plane without nodes.
 */
public final class LocalContainers {
    private LocalContainers() {}

    /** The cluster, with its commands run by the other one. */
    public static Cluster over(Cluster cluster, LocalCluster containers) {
        return (Cluster)
                Proxy.newProxyInstance(
                        Cluster.class.getClassLoader(),
                        new Class<?>[] {Cluster.class},
                        (proxy, method, arguments) -> {
                            Cluster asked = method.getName().equals("exec") ? containers : cluster;
                            try {
                                return method.invoke(asked, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause() == null ? e : e.getCause();
                            }
                        });
    }
}
