package dev.varve.k8s.volume;

import dev.varve.k8s.cluster.Cluster;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Kills its user at one of its writes: before it (the intent is in the journal, the act is not
 * done) or after it (the act is done, the journal does not know). From then on every call kills.
 * Safe for use by many threads: all of them die.
 */
final class DyingCluster {
    private static final Set<String> WRITES = Set.of("create", "mergePatch", "delete");

    private final Cluster cluster;
    private final int dieAt;
    private int moments;
    private boolean dead;

    /** No exception: nothing that cleans up after exceptions may run in a dead process. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Even moments come before a write, odd ones after it. */
    DyingCluster(Cluster cluster, int dieAt) {
        this.cluster = cluster;
        this.dieAt = dieAt;
    }

    Cluster proxy() {
        return (Cluster)
                Proxy.newProxyInstance(
                        Cluster.class.getClassLoader(),
                        new Class<?>[] {Cluster.class},
                        (proxy, method, arguments) -> call(method, arguments));
    }

    synchronized boolean isDead() {
        return dead;
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        boolean writes = WRITES.contains(method.getName());
        live(writes);
        try {
            Object answer = method.invoke(cluster, arguments);
            if (writes) {
                live(true);
            }
            return answer;
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private synchronized void live(boolean moment) {
        if (moment && moments++ == dieAt) {
            dead = true;
        }
        if (dead) {
            throw new Killed();
        }
    }
}
