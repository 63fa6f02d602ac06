package dev.varve.k8s.controller;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Keeps documents that are too large for a status: compressed, in ConfigMaps that end with their
 * owner. Names follow from the owner's, so that what is written again replaces what was there.
 */
final class ChunkStore {
    static final int MOST_CHUNKS = 32;
    private static final int CHUNK_BYTES = 600 << 10;
    private static final int MOST_BYTES = 256 << 20;
    private static final String KEY = "part.gz";

    private final KubernetesClient client;

    ChunkStore(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Writes a document.
     *
     * @return names of its ConfigMaps, in order
     * @throws ProtocolException TOO_LARGE when it fills more than {@link #MOST_CHUNKS} ConfigMaps
     */
    List<String> write(HasMetadata owner, String stem, byte[] document) throws IOException {
        byte[] packed = pack(document);
        int count = Math.max(1, (packed.length + CHUNK_BYTES - 1) / CHUNK_BYTES);
        if (count > MOST_CHUNKS) {
            throw new ProtocolException(
                    ErrorCode.TOO_LARGE,
                    "it has " + packed.length + " bytes, more than " + MOST_CHUNKS + " ConfigMaps",
                    "restore a part of the point, or use varve k8s plan and restore");
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int end = Math.min(packed.length, (i + 1) * CHUNK_BYTES);
            ConfigMap chunk =
                    chunk(owner, stem + "-" + i, Arrays.copyOfRange(packed, i * CHUNK_BYTES, end));
            put(chunk);
            names.add(chunk.getMetadata().getName());
        }
        return names;
    }

    /** Reads one. */
    byte[] read(String namespace, List<String> names) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (String name : names) {
            ConfigMap chunk = client.configMaps().inNamespace(namespace).withName(name).get();
            if (chunk == null || !chunk.getBinaryData().containsKey(KEY)) {
                throw missing(namespace, name);
            }
            packed.writeBytes(Base64.getDecoder().decode(chunk.getBinaryData().get(KEY)));
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.toByteArray()))) {
            byte[] document = in.readNBytes(MOST_BYTES + 1);
            if (document.length > MOST_BYTES) {
                throw missing(namespace, "of " + names.size());
            }
            return document;
        }
    }

    private static ProtocolException missing(String namespace, String name) {
        return new ProtocolException(
                ErrorCode.CONFIGURATION,
                "ConfigMap " + namespace + "/" + name + " is not what was written",
                "make a new RestorePlan");
    }

    private void put(ConfigMap chunk) {
        var existing = client.resource(chunk);
        if (existing.get() == null) {
            ConfigMap _ = existing.create();
        } else {
            ConfigMap _ = existing.update();
        }
    }

    private static ConfigMap chunk(HasMetadata owner, String name, byte[] bytes) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(owner.getMetadata().getNamespace())
                .addToLabels(
                        dev.varve.k8s.resource.Api.MANAGED_LABEL,
                        dev.varve.k8s.resource.Api.MANAGER)
                .withOwnerReferences(
                        new OwnerReferenceBuilder()
                                .withApiVersion(owner.getApiVersion())
                                .withKind(owner.getKind())
                                .withName(owner.getMetadata().getName())
                                .withUid(owner.getMetadata().getUid())
                                .build())
                .endMetadata()
                .withBinaryData(Map.of(KEY, Base64.getEncoder().encodeToString(bytes)))
                .build();
    }

    private static byte[] pack(byte[] document) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(document);
        }
        return packed.toByteArray();
    }
}
