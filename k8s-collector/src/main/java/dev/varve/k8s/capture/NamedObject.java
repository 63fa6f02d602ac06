package dev.varve.k8s.capture;

import dev.varve.k8s.model.ApiResource;
import java.util.Locale;

/**
 * Objects in namespaces that are named, as {@code Deployment.apps/shop/web} or {@code
 * pvc/shop/data-*}.
 *
 * @param kind as people and roles name it; upper and lower case are the same
 */
public record NamedObject(Glob kind, Glob namespace, Glob name) {
    private static final int PARTS = 3;

    /**
     * Reads KIND/NAMESPACE/NAME, each a glob.
     *
     * @throws IllegalArgumentException when it is anything else
     */
    public static NamedObject parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != PARTS
                || parts[0].isBlank()
                || parts[1].isBlank()
                || parts[2].isBlank()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not KIND/NAMESPACE/NAME, as Deployment.apps/shop/web");
        }
        return new NamedObject(new Glob(parts[0]), new Glob(parts[1]), new Glob(parts[2]));
    }

    boolean isOf(ApiResource resource) {
        return fits(kind, resource);
    }

    /** Whether a glob names a kind: by its plural, or its kind, each with or without the group. */
    static boolean fits(Glob glob, ApiResource resource) {
        Glob lower = new Glob(glob.text().toLowerCase(Locale.ROOT));
        return lower.matches(resource.qualifiedPlural())
                || lower.matches(resource.plural())
                || lower.matches(resource.kind().toLowerCase(Locale.ROOT))
                || lower.matches(resource.groupKind().toString().toLowerCase(Locale.ROOT))
                || (lower.text().equals("pvc")
                        && resource.plural().equals("persistentvolumeclaims"));
    }

    @Override
    public String toString() {
        return kind.text() + "/" + namespace.text() + "/" + name.text();
    }
}
