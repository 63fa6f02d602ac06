package dev.varve.k8s.volume;

import java.util.Optional;

/**
 * What an administrator said about the volumes of one driver.
 *
 * @param way by which they are captured
 * @param snapshotClass name of the VolumeSnapshotClass; empty: the driver's default one
 * @param groupClass name of the VolumeGroupSnapshotClass by which the claims of a namespace are cut
 *     in one moment; an empty name: the driver's; nothing: each is cut by itself
 * @param stagingClass StorageClass of the volumes that movers read snapshots from; empty: that of
 *     the source
 * @param keptSnapshots how many of a claim stay in the cluster, for instant restores
 * @param readFilesystemsAsBlocks movers read the device even where Pods see files
 * @param sameBackend the driver of the other cluster reaches the storage of this one, so that
 *     snapshots may be handed over by their handle
 * @param limits of movers at once
 */
public record StorageProfile(
        Way way,
        Optional<String> snapshotClass,
        Optional<String> groupClass,
        Optional<String> stagingClass,
        int keptSnapshots,
        boolean readFilesystemsAsBlocks,
        boolean sameBackend,
        MoverLimits limits) {
    public static final StorageProfile DEFAULT =
            new StorageProfile(
                    Way.AUTOMATIC,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    false,
                    false,
                    MoverLimits.DEFAULT);

    /** A way to capture, as an administrator may ask for it. */
    public enum Way {
        AUTOMATIC,
        SNAPSHOT,
        LIVE_MOUNT,
        NODE_PATH,
        STOPPED_MOUNT,
        OBJECT_ONLY
    }

    public StorageProfile withKeptSnapshots(int kept) {
        return new StorageProfile(
                way,
                snapshotClass,
                groupClass,
                stagingClass,
                kept,
                readFilesystemsAsBlocks,
                sameBackend,
                limits);
    }

    public StorageProfile withGroups(Optional<String> group) {
        return new StorageProfile(
                way,
                snapshotClass,
                group,
                stagingClass,
                keptSnapshots,
                readFilesystemsAsBlocks,
                sameBackend,
                limits);
    }

    public StorageProfile withWay(Way other) {
        return new StorageProfile(
                other,
                snapshotClass,
                groupClass,
                stagingClass,
                keptSnapshots,
                readFilesystemsAsBlocks,
                sameBackend,
                limits);
    }

    public StorageProfile withLimits(MoverLimits other) {
        return new StorageProfile(
                way,
                snapshotClass,
                groupClass,
                stagingClass,
                keptSnapshots,
                readFilesystemsAsBlocks,
                sameBackend,
                other);
    }
}
