package dev.varve.k8s.rule;

import java.util.Comparator;
import java.util.Map;

/**
 * What is called otherwise in the target.
 *
 * @param namespaces old name to new name; those not named stay
 * @param storageClasses old to new; an empty old name stands for PVCs without a class
 * @param images prefixes of container images to what stands there instead; the longest that fits
 *     counts
 */
public record Mapping(
        Map<String, String> namespaces,
        Map<String, String> storageClasses,
        Map<String, String> images) {
    public static final Mapping NONE = new Mapping(Map.of(), Map.of(), Map.of());

    public Mapping {
        namespaces = Map.copyOf(namespaces);
        storageClasses = Map.copyOf(storageClasses);
        images = Map.copyOf(images);
        if (namespaces.containsKey("") || namespaces.containsValue("")) {
            throw new IllegalArgumentException("a namespace without a name in " + namespaces);
        }
        if (images.containsKey("")) {
            throw new IllegalArgumentException("an empty image prefix fits every image");
        }
    }

    String namespace(String source) {
        return namespaces.getOrDefault(source, source);
    }

    boolean moves(String sourceNamespace) {
        return !namespace(sourceNamespace).equals(sourceNamespace);
    }

    String storageClass(String source) {
        return storageClasses.getOrDefault(source, source);
    }

    String image(String source) {
        return images.keySet().stream()
                .filter(source::startsWith)
                .max(Comparator.comparingInt(String::length))
                .map(prefix -> images.get(prefix) + source.substring(prefix.length()))
                .orElse(source);
    }
}
