package dev.varve.k8s.controller;

import dev.varve.k8s.resource.ApplicationKind;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An application, recognised in one namespace by what its objects say of themselves.
 *
 * @param selector empty: whatever of the namespace belongs to no other
 * @param workloads how many there are of each kind
 */
record FoundApplication(Key key, String selector, Map<String, Long> workloads, long volumeClaims) {
    private static final String PREFIX = "app.kubernetes.io/";
    private static final String HELM_RELEASE = "meta.helm.sh/release-name";
    private static final int MOST_NAME_CHARS = 200;

    /** Which application. */
    record Key(ApplicationKind kind, String instance) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::kind).thenComparing(Key::instance);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }

        /** The name of its object: always the same, and never another's. */
        String objectName() {
            if (kind == ApplicationKind.Namespace) {
                return "namespace";
            }
            String plain = instance.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
            String stem = kind.name().toLowerCase(Locale.ROOT) + "-" + plain;
            if (plain.equals(instance) && !plain.endsWith("-") && stem.length() < MOST_NAME_CHARS) {
                return stem;
            }
            String cut = stem.substring(0, Math.min(stem.length(), MOST_NAME_CHARS));
            return cut + "-x" + Integer.toHexString(instance.hashCode());
        }
    }

    /** What the objects of one namespace form. */
    static Map<Key, FoundApplication> in(Collection<Seen> objects) {
        Map<Key, FoundApplication> found = new TreeMap<>();
        for (Seen object : objects) {
            found.merge(key(object), alone(object), FoundApplication::with);
        }
        return found;
    }

    private static Key key(Seen object) {
        for (ApplicationKind kind : ApplicationKind.values()) {
            String value =
                    switch (kind) {
                        case PartOf -> object.labels().get(PREFIX + "part-of");
                        case Instance -> object.labels().get(PREFIX + "instance");
                        case Name -> object.labels().get(PREFIX + "name");
                        case Helm -> object.annotations().get(HELM_RELEASE);
                        case Namespace -> object.namespace();
                    };
            if (value != null && !value.isEmpty()) {
                return new Key(kind, value);
            }
        }
        throw new IllegalArgumentException("an object without a namespace: " + object.name());
    }

    private static FoundApplication alone(Seen object) {
        Key key = key(object);
        String selector =
                switch (key.kind()) {
                    case PartOf -> PREFIX + "part-of=" + key.instance();
                    case Instance -> PREFIX + "instance=" + key.instance();
                    case Name -> PREFIX + "name=" + key.instance();
                    case Helm, Namespace -> "";
                };
        return new FoundApplication(
                key,
                selector,
                object.isClaim() ? Map.of() : Map.of(object.kind(), 1L),
                object.isClaim() ? 1 : 0);
    }

    private FoundApplication with(FoundApplication other) {
        Map<String, Long> sum = new TreeMap<>(workloads);
        other.workloads.forEach((kind, count) -> sum.merge(kind, count, Long::sum));
        return new FoundApplication(key, selector, sum, volumeClaims + other.volumeClaims);
    }
}
