package dev.varve.k8s.controller;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the metadata of workloads and claims, and has the namespaces in which something changed
 * looked at. Safe for use by many threads.
 */
final class ApplicationDiscovery implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ApplicationDiscovery.class);
    private static final String SYSTEM = "kube-";
    private static final Map<String, String> KINDS =
            Map.of(
                    "Deployment",
                    "apps/v1",
                    "StatefulSet",
                    "apps/v1",
                    "DaemonSet",
                    "apps/v1",
                    Seen.CLAIM,
                    "v1");

    private final KubernetesClient metadata;
    private final ApplicationViews views;
    private final Workers workers;
    private final List<String> namespaces;
    private final long quietMillis;
    private final List<Watched> watched = new ArrayList<>();
    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("varve-discovery").factory());

    /**
     * Discovery.
     *
     * @param metadata a client that asks for metadata only; closed with this
     * @param namespaces empty: all
     * @param quietMillis changes within so long are looked at together
     */
    ApplicationDiscovery(
            KubernetesClient metadata,
            ApplicationViews views,
            Workers workers,
            List<String> namespaces,
            long quietMillis) {
        this.metadata = metadata;
        this.views = views;
        this.workers = workers;
        this.namespaces = List.copyOf(namespaces);
        this.quietMillis = quietMillis;
    }

    private record Watched(String kind, SharedIndexInformer<GenericKubernetesResource> informer) {}

    void start() {
        KINDS.forEach((kind, apiVersion) -> {
            for (String namespace : namespaces.isEmpty() ? List.of("") : namespaces) {
                watch(kind, apiVersion, namespace);
            }
        });
        var _ =
                timer.scheduleWithFixedDelay(
                        this::handOn, quietMillis, quietMillis, TimeUnit.MILLISECONDS);
    }

    private void watch(String kind, String apiVersion, String namespace) {
        var all = metadata.genericKubernetesResources(apiVersion, kind);
        var some = namespace.isEmpty() ? all.inAnyNamespace() : all.inNamespace(namespace);
        SharedIndexInformer<GenericKubernetesResource> informer =
                some.runnableInformer(0)
                        .addEventHandler(new Handler())
                        // Whatever a list or watch ended with: it is begun again, later each time.
                        .exceptionHandler((started, failure) -> true);
        watched.add(new Watched(kind, informer));
        var _ = informer.start();
    }

    /** Which of the namespaces are looked at once more, by a worker. */
    private void handOn() {
        for (String namespace : changed) {
            boolean taken =
                    workers.offer(
                            "Applications " + namespace,
                            stop -> {
                                changed.remove(namespace);
                                look(namespace);
                            });
            if (!taken) {
                LOGGER.atDebug().addKeyValue("namespace", namespace).log("looked at already");
            }
        }
    }

    private void look(String namespace) {
        try {
            views.show(namespace, FoundApplication.in(seen(namespace)).values());
        } catch (KubernetesClientException e) {
            LOGGER.atWarn()
                    .addKeyValue("namespace", namespace)
                    .setCause(e)
                    .log("applications could not be shown; tried again at the next change");
        }
    }

    private List<Seen> seen(String namespace) {
        List<Seen> all = new ArrayList<>();
        for (Watched each : watched) {
            each.informer().getStore().list().stream()
                    .map(GenericKubernetesResource::getMetadata)
                    .filter(meta -> namespace.equals(meta.getNamespace()))
                    .map(meta -> seen(each.kind(), meta))
                    .forEach(all::add);
        }
        return all;
    }

    private static Seen seen(String kind, ObjectMeta meta) {
        return new Seen(
                kind,
                meta.getNamespace(),
                meta.getName(),
                Objects.requireNonNullElse(meta.getLabels(), Map.of()),
                Objects.requireNonNullElse(meta.getAnnotations(), Map.of()));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        watched.forEach(each -> each.informer().stop());
        metadata.close();
    }

    private final class Handler implements ResourceEventHandler<GenericKubernetesResource> {
        @Override
        public void onAdd(GenericKubernetesResource object) {
            mark(object.getMetadata());
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
            if (!Objects.equals(before.getMetadata().getLabels(), after.getMetadata().getLabels())
                    || !Objects.equals(
                            before.getMetadata().getAnnotations(),
                            after.getMetadata().getAnnotations())) {
                mark(after.getMetadata());
            }
        }

        @Override
        public void onDelete(GenericKubernetesResource object, boolean finalStateUnknown) {
            mark(object.getMetadata());
        }

        private void mark(ObjectMeta meta) {
            @Nullable String namespace = meta.getNamespace();
            if (namespace != null && !namespace.startsWith(SYSTEM)) {
                changed.add(namespace);
            }
        }
    }
}
