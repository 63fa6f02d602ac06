package dev.varve.k8s.controller;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.FabricCluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The cluster that the controller keeps: as custom resources, as metadata, as raw objects.
 *
 * @param kubeconfig nothing: the cluster around this process, by its ServiceAccount
 * @param context of the kubeconfig; empty for its current one
 */
public record KubeAccess(Optional<Path> kubeconfig, String context) {
    private static final int RETRIES = 4;
    private static final int FIRST_RETRY_MILLIS = 200;

    /** For custom resources. */
    KubernetesClient client() {
        return new KubernetesClientBuilder().withConfig(config()).build();
    }

    /** Asks for the metadata of objects and nothing else, in lists and watches. */
    KubernetesClient metadataClient() {
        return new KubernetesClientBuilder()
                .withConfig(config())
                .withKubernetesSerialization(new KubernetesSerialization(tolerant(), true))
                .withHttpClientBuilderConsumer(
                        builder -> builder.addOrReplaceInterceptor("metadata", new OnlyMetadata()))
                .build();
    }

    /** Lists of metadata in which nothing is come as null, others as an empty list. */
    private static ObjectMapper tolerant() {
        ObjectMapper json = new ObjectMapper();
        json.configOverride(List.class).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.SKIP));
        return json;
    }

    /** For raw objects; to be closed. */
    Cluster cluster() {
        try {
            return kubeconfig.isPresent()
                    ? FabricCluster.of(kubeconfig.get(), context)
                    : FabricCluster.around();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Config config() {
        Config config =
                kubeconfig
                        .map(file ->
                                context.isEmpty()
                                        ? Config.fromKubeconfig(file.toFile())
                                        : Config.fromKubeconfig(context, file.toFile()))
                        .orElseGet(() -> Config.autoConfigure(null));
        return new ConfigBuilder(config)
                .withRequestRetryBackoffLimit(RETRIES)
                .withRequestRetryBackoffInterval(FIRST_RETRY_MILLIS)
                .build();
    }

    private static final class OnlyMetadata implements Interceptor {
        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            String query = request.uri().getQuery();
            boolean watch = query != null && query.contains("watch=true");
            String kind = watch ? "PartialObjectMetadata" : "PartialObjectMetadataList";
            builder.setHeader(
                    "Accept",
                    "application/json;as=%s;g=meta.k8s.io;v=v1,application/json".formatted(kind));
        }
    }
}
