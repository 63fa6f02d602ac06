package dev.varve.k8s.rule;

import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the one who restores asks for.
 *
 * @param statusKinds kinds whose status is restored too, by a second call
 * @param finalizerFreeKinds kinds that lose their finalizers
 * @param apiVersions the version that a kind is restored in, where the user chose one
 * @param volumes where the volume of a PVC (named as in the source) comes from; of a PVC that is
 *     not named the point has no data, and its PV decides
 */
public record RestoreOptions(
        Mapping mapping,
        ExistingPolicy existing,
        Set<Choice> choices,
        Set<GroupKind> statusKinds,
        Set<GroupKind> finalizerFreeKinds,
        Map<GroupKind, String> apiVersions,
        Map<ObjectKey, VolumeOrigin> volumes,
        TransformSet transforms) {
    /** Everything under its old name, what exists stays. */
    public static final RestoreOptions PLAIN = builder().build();

    public RestoreOptions {
        choices = Set.copyOf(choices);
        statusKinds = Set.copyOf(statusKinds);
        finalizerFreeKinds = Set.copyOf(finalizerFreeKinds);
        apiVersions = Map.copyOf(apiVersions);
        volumes = Map.copyOf(volumes);
        for (ObjectKey key : volumes.keySet()) {
            if (!key.kind().equals(Kinds.CLAIM)) {
                throw new IllegalArgumentException("a volume for " + key + ", which is no PVC");
            }
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    boolean chose(Choice choice) {
        return choices.contains(choice);
    }

    /** Collects options; confined to one thread. */
    public static final class Builder {
        private final Map<String, String> namespaces = new HashMap<>();
        private final Map<String, String> storageClasses = new HashMap<>();
        private final Map<String, String> images = new HashMap<>();
        private final Set<Choice> choices = EnumSet.noneOf(Choice.class);
        private final Set<GroupKind> statusKinds = new HashSet<>();
        private final Set<GroupKind> finalizerFreeKinds = new HashSet<>();
        private final Map<GroupKind, String> apiVersions = new HashMap<>();
        private final Map<ObjectKey, VolumeOrigin> volumes = new HashMap<>();
        private ExistingPolicy existing = ExistingPolicy.SKIP;
        private TransformSet transforms = TransformSet.NONE;

        private Builder() {}

        public Builder namespace(String from, String to) {
            namespaces.put(from, to);
            return this;
        }

        public Builder storageClass(String from, String to) {
            storageClasses.put(from, to);
            return this;
        }

        public Builder image(String prefix, String instead) {
            images.put(prefix, instead);
            return this;
        }

        public Builder existing(ExistingPolicy policy) {
            existing = policy;
            return this;
        }

        public Builder choose(Choice choice) {
            choices.add(choice);
            return this;
        }

        public Builder status(GroupKind kind) {
            statusKinds.add(kind);
            return this;
        }

        public Builder withoutFinalizers(GroupKind kind) {
            finalizerFreeKinds.add(kind);
            return this;
        }

        public Builder apiVersion(GroupKind kind, String apiVersion) {
            apiVersions.put(kind, apiVersion);
            return this;
        }

        public Builder volume(ObjectKey claim, VolumeOrigin origin) {
            volumes.put(claim, origin);
            return this;
        }

        public Builder transforms(TransformSet set) {
            transforms = set;
            return this;
        }

        public RestoreOptions build() {
            return new RestoreOptions(
                    new Mapping(namespaces, storageClasses, images),
                    existing,
                    choices,
                    statusKinds,
                    finalizerFreeKinds,
                    apiVersions,
                    volumes,
                    transforms);
        }
    }
}
