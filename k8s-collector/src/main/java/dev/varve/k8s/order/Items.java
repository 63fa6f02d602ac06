package dev.varve.k8s.order;

import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The objects of one restore, and which of them a reference means. */
final class Items {
    private final Map<ObjectKey, Item> byKey = new HashMap<>();
    private final Map<String, ObjectKey> byUid = new HashMap<>();
    private final Map<ObjectKey, ObjectKey> byAnyGroup = new HashMap<>();

    void add(Item item) {
        byKey.put(item.key(), item);
        if (!item.uid().isEmpty()) {
            byUid.put(item.uid(), item.key());
        }
        byAnyGroup.merge(
                anyGroup(item.key()),
                item.key(),
                (one, other) -> one.compareTo(other) < 0 ? one : other);
    }

    Collection<Item> all() {
        return byKey.values();
    }

    Item get(ObjectKey key) {
        return Objects.requireNonNull(byKey.get(key), key::toString);
    }

    /** The restored objects that its spec refers to. */
    Set<ObjectKey> referred(Item item) {
        Set<ObjectKey> found = new TreeSet<>();
        item.references().forEach(each -> find(item, each).forEach(found::add));
        found.remove(item.key());
        return found;
    }

    /** The restored objects that it must come after: owners, and what its spec refers to. */
    Set<ObjectKey> needs(Item item) {
        Set<ObjectKey> found = referred(item);
        item.owners().stream().map(byUid::get).filter(Objects::nonNull).forEach(found::add);
        found.remove(item.key());
        return found;
    }

    private Stream<ObjectKey> find(Item item, Reference reference) {
        String namespace =
                reference.namespace().isEmpty() ? item.key().namespace() : reference.namespace();
        return Stream.of(namespace, "")
                .map(each -> new ObjectKey(reference.kind(), each, reference.name()))
                .map(key -> byKey.containsKey(key) ? key : byAnyGroup.get(key))
                .filter(Objects::nonNull)
                .limit(1);
    }

    private static ObjectKey anyGroup(ObjectKey key) {
        GroupKind kind = new GroupKind(Reference.ANY_GROUP, key.kind().kind());
        return new ObjectKey(kind, key.namespace(), key.name());
    }
}
