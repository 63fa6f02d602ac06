package dev.varve.k8s.volume;

import dev.varve.k8s.cluster.Cluster;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A cluster whose movers always say the same: a fake, for API servers without kubelets. */
final class PlayedLogs {
    static final String LINE =
            "{\"progress\":\"capture\",\"totalBytes\":2,\"doneBytes\":1,\"seconds\":1.0}\n";

    private PlayedLogs() {}

    static Cluster over(Cluster cluster) {
        return (Cluster)
                Proxy.newProxyInstance(
                        Cluster.class.getClassLoader(),
                        new Class<?>[] {Cluster.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("tail")) {
                                return LINE;
                            }
                            try {
                                return method.invoke(cluster, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause() == null ? e : e.getCause();
                            }
                        });
    }
}
