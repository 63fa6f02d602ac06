package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** A cluster in which some objects cannot be made. Safe for use by many threads. */
final class Failing {
    private Failing() {}

    /**
     * Fails where it fits.
     *
     * @param failure asked each time that one of them is to be made
     */
    static Cluster on(
            Cluster cluster, Predicate<ObjectNode> fits, Callable<ClusterException> failure) {
        return (Cluster)
                Proxy.newProxyInstance(
                        Cluster.class.getClassLoader(),
                        new Class<?>[] {Cluster.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("create")
                                    && arguments[2] instanceof ObjectNode object
                                    && fits.test(object)) {
                                throw failure.call();
                            }
                            try {
                                return method.invoke(cluster, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause() == null ? e : e.getCause();
                            }
                        });
    }
}
