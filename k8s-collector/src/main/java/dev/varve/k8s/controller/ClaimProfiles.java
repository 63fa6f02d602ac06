package dev.varve.k8s.controller;

import dev.varve.k8s.resource.StorageProfileSpec;
import dev.varve.k8s.resource.VolumeChoice;
import dev.varve.k8s.volume.ClaimedVolume;
import dev.varve.k8s.volume.MoverLimits;
import dev.varve.k8s.volume.StorageProfile;
import dev.varve.k8s.volume.StorageProfile.Way;
import dev.varve.k8s.volume.StorageProfiles;
import dev.varve.k8s.volume.VolumeException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The StorageProfiles that hold for a run: those of its namespace, and behind them those of the
 * controller's. In each, one that names the claim's StorageClass comes before one that names its
 * driver. What the run itself asks for comes before their path.
 */
final class ClaimProfiles implements StorageProfiles {
    private final List<List<dev.varve.k8s.resource.StorageProfile>> byNamespace;
    private final VolumeChoice choice;

    ClaimProfiles(
            List<List<dev.varve.k8s.resource.StorageProfile>> byNamespace, VolumeChoice choice) {
        this.byNamespace = List.copyOf(byNamespace);
        this.choice = choice;
    }

    /** Reads them as they are now. */
    static ClaimProfiles of(
            KubernetesClient client, String namespace, String home, VolumeChoice choice) {
        List<List<dev.varve.k8s.resource.StorageProfile>> all = new ArrayList<>();
        for (String each : new LinkedHashSet<>(List.of(namespace, home))) {
            all.add(
                    client.resources(dev.varve.k8s.resource.StorageProfile.class)
                            .inNamespace(each)
                            .list()
                            .getItems());
        }
        return new ClaimProfiles(all, choice);
    }

    @Override
    public StorageProfile of(ClaimedVolume volume) throws VolumeException {
        for (List<dev.varve.k8s.resource.StorageProfile> some : byNamespace) {
            Optional<StorageProfileSpec> found =
                    only(some, spec -> spec.storageClass, volume.storageClass());
            if (found.isEmpty()) {
                found = only(some, spec -> spec.driver, volume.driver());
            }
            if (found.isPresent()) {
                return profile(found.get());
            }
        }
        return choice == VolumeChoice.Auto
                ? StorageProfile.DEFAULT
                : StorageProfile.DEFAULT.withWay(asked());
    }

    /** Never a guess among several. */
    private static Optional<StorageProfileSpec> only(
            List<dev.varve.k8s.resource.StorageProfile> some,
            Function<StorageProfileSpec, String> field,
            String value)
            throws VolumeException {
        Predicate<dev.varve.k8s.resource.StorageProfile> fits =
                each -> !value.isEmpty() && field.apply(each.getSpec()).equals(value);
        List<dev.varve.k8s.resource.StorageProfile> fitting = some.stream().filter(fits).toList();
        if (fitting.size() > 1) {
            throw new VolumeException(
                    "%d StorageProfiles of namespace %s are for %s: leave one"
                            .formatted(
                                    fitting.size(),
                                    fitting.getFirst().getMetadata().getNamespace(),
                                    value));
        }
        return fitting.stream().findFirst().map(dev.varve.k8s.resource.StorageProfile::getSpec);
    }

    private StorageProfile profile(StorageProfileSpec spec) throws VolumeException {
        return new StorageProfile(
                choice == VolumeChoice.Auto ? way(spec) : asked(),
                spec.snapshotClass.isEmpty() ? Optional.empty() : Optional.of(spec.snapshotClass),
                spec.groupSnapshots ? Optional.of(spec.groupSnapshotClass) : Optional.empty(),
                Optional.empty(),
                spec.keptSnapshots,
                false,
                false,
                new MoverLimits(spec.moversPerNode, spec.moversPerDriver));
    }

    private Way asked() {
        return switch (choice) {
            case Auto -> Way.AUTOMATIC;
            case Snapshot -> Way.SNAPSHOT;
            case LiveMount -> Way.LIVE_MOUNT;
            case ObjectOnly, None -> Way.OBJECT_ONLY;
        };
    }

    private static Way way(StorageProfileSpec spec) throws VolumeException {
        return switch (spec.path) {
            case Auto -> Way.AUTOMATIC;
            case Snapshot -> Way.SNAPSHOT;
            case LiveMount -> Way.LIVE_MOUNT;
            case NodePath -> Way.NODE_PATH;
            case Stopped -> Way.STOPPED_MOUNT;
            case StaticObjects -> Way.OBJECT_ONLY;
            case Clone ->
                    throw new VolumeException(
                            "its StorageProfile asks for clones, which are not built yet");
        };
    }
}
