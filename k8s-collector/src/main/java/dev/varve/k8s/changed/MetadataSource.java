package dev.varve.k8s.changed;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * What a mover is told of the snapshot behind its device. No secret: everybody who may see Pods
 * sees it.
 *
 * @param handle of the snapshot on its storage
 * @param fullRead why nothing is asked; empty: the service is
 * @param address of the service, HOST:PORT; empty where nothing is asked
 * @param caCert that the service's certificate is verified with, a PEM bundle
 * @param namespace of the VolumeSnapshot that stands for the snapshot
 * @param snapshot its name
 * @param standing handles of earlier snapshots of the volume that the storage still has
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record MetadataSource(
        String handle,
        String fullRead,
        String address,
        String caCert,
        String namespace,
        String snapshot,
        List<String> standing) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public MetadataSource {
        if (handle.isEmpty()) {
            throw new IllegalArgumentException("a snapshot has a handle");
        }
        if (fullRead.isEmpty() && (address.isEmpty() || caCert.isEmpty() || snapshot.isEmpty())) {
            throw new IllegalArgumentException(
                    "the service of snapshot " + handle + " has no address, caCert or snapshot");
        }
        standing = List.copyOf(standing);
    }

    /** Nothing is asked. */
    public static MetadataSource unasked(String handle, String why) {
        String said = why.isEmpty() ? "no reason was given" : why;
        return new MetadataSource(handle, said, "", "", "", "", List.of());
    }

    /** On one line. Without a dollar: in arguments of a Pod that begins the name of a variable. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this).replace("$", "\\u0024");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts are always JSON", e);
        }
    }

    /** Throws {@link IllegalArgumentException} for a text that {@link #toJson} did not write. */
    public static MetadataSource parse(String json) {
        try {
            MetadataSource source = JSON.readValue(json, MetadataSource.class);
            if (source != null) {
                return source;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not told by a collector: " + json, e);
        }
        throw new IllegalArgumentException("not told by a collector: " + json);
    }
}
