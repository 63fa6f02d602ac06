package dev.varve.k8s.volume;

/** Finds what an administrator said about a volume. */
@FunctionalInterface
public interface StorageProfiles {
    /** The profile; throws, with the reason, when what was said makes no sense for the volume. */
    StorageProfile of(ClaimedVolume volume) throws VolumeException;
}
