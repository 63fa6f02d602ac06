package dev.varve.k8s.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes the status of objects that others may write at the same time. */
final class Statuses {
    private static final int ROUNDS = 10;

    private final KubernetesClient client;

    Statuses(KubernetesClient client) {
        this.client = client;
    }

    /** The newest state of an object that a cache may have in an older one. */
    <T extends HasMetadata> Optional<T> newest(T object) {
        T latest = client.resource(object).get();
        return latest == null || isAnother(object, latest) ? Optional.empty() : Optional.of(latest);
    }

    /**
     * Changes the status of the newest state of an object.
     *
     * @return what is there now; nothing when it was deleted meanwhile
     */
    <T extends HasMetadata> Optional<T> change(T object, Consumer<T> change) {
        for (int round = 1; ; round++) {
            T latest = client.resource(object).get();
            if (latest == null || isAnother(object, latest)) {
                return Optional.empty();
            }
            change.accept(latest);
            try {
                return Optional.of(client.resource(latest).updateStatus());
            } catch (KubernetesClientException e) {
                if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                    return Optional.empty();
                }
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || round == ROUNDS) {
                    throw e;
                }
            }
        }
    }

    /** Like {@link #change}, but nothing is written when all stays as it is. */
    <T extends HasMetadata> void changeIfDifferent(T seen, Consumer<T> change) {
        KubernetesSerialization json = client.getKubernetesSerialization();
        T tried = json.clone(seen);
        change.accept(tried);
        if (!json.asJson(tried).equals(json.asJson(seen))) {
            Optional<T> _ = change(seen, change);
        }
    }

    /** The one of that name was replaced by another. */
    private static boolean isAnother(HasMetadata one, HasMetadata other) {
        return one.getMetadata().getUid() != null
                && !one.getMetadata().getUid().equals(other.getMetadata().getUid());
    }
}
