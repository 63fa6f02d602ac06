package dev.varve.k8s.capture;

import dev.varve.k8s.model.ApiResource;
import java.util.List;

/**
 * What a capture takes. Empty lists take everything; what is excluded wins.
 *
 * @param namespaces names of namespaces
 * @param kinds as {@code deployments.apps}, {@code pods}, {@code Deployment} …; upper and lower
 *     case are the same
 * @param labelSelectors as the API server takes them; an object is taken when one of them fits
 * @param objects only these, when there are any; without {@code namespaces} they name theirs
 * @param related whether what the taken objects need and own comes along, whatever its kind and
 *     labels; see {@link Chosen}
 * @param clusterObjects which objects outside of namespaces are taken
 */
public record Scope(
        List<Glob> namespaces,
        List<Glob> excludedNamespaces,
        List<Glob> kinds,
        List<Glob> excludedKinds,
        List<String> labelSelectors,
        List<NamedObject> objects,
        boolean related,
        ClusterObjects clusterObjects) {

    /** Which objects outside of namespaces are taken. */
    public enum ClusterObjects {
        NONE,
        /** Those that what is taken needs: PersistentVolumes, StorageClasses, CRDs, roles … */
        RELATED,
        ALL
    }

    public Scope {
        objects = List.copyOf(objects);
        namespaces =
                namespaces.isEmpty()
                        ? objects.stream().map(NamedObject::namespace).distinct().toList()
                        : List.copyOf(namespaces);
        excludedNamespaces = List.copyOf(excludedNamespaces);
        kinds = List.copyOf(kinds);
        excludedKinds = List.copyOf(excludedKinds);
        labelSelectors = List.copyOf(labelSelectors);
    }

    /** These namespaces with all that is in them and all that they need. */
    public static Scope ofNamespaces(List<String> namespaces) {
        return new Scope(
                Glob.list(namespaces),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                false,
                ClusterObjects.RELATED);
    }

    boolean takesNamespace(String name) {
        return (namespaces.isEmpty() || Glob.any(namespaces, name))
                && !Glob.any(excludedNamespaces, name);
    }

    boolean takesKind(ApiResource resource) {
        return (kinds.isEmpty() || names(kinds, resource)) && !excludesKind(resource);
    }

    boolean excludesKind(ApiResource resource) {
        return names(excludedKinds, resource);
    }

    /** True when it is not enough to look at an object alone to know whether it is taken. */
    boolean isChosenByOthers() {
        return related || !objects.isEmpty();
    }

    /** True when namespaces are named one by one, so that nobody need list them all. */
    boolean namesNamespaces() {
        return !namespaces.isEmpty() && namespaces.stream().allMatch(Glob::isLiteral);
    }

    private static boolean names(List<Glob> globs, ApiResource resource) {
        return globs.stream().anyMatch(glob -> NamedObject.fits(glob, resource));
    }
}
