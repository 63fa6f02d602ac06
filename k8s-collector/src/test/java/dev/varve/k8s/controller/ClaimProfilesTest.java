package dev.varve.k8s.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.resource.StorageProfile;
import dev.varve.k8s.resource.StorageProfileSpec;
import dev.varve.k8s.resource.VolumeChoice;
import dev.varve.k8s.resource.VolumePath;
import dev.varve.k8s.volume.ClaimedVolume;
import dev.varve.k8s.volume.MoverLimits;
import dev.varve.k8s.volume.StorageProfile.Way;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimProfilesTest {
    private static final ClaimedVolume VOLUME =
            new ClaimedVolume(
                    Objects.parse("{metadata: {name: 'data'}, spec: {storageClassName: 'fast'}}"),
                    Objects.parse("{spec: {csi: {driver: 'csi.example.com'}}}"));

    @Test
    void oneForTheClassComesBeforeOneForTheDriver() throws Exception {
        ClaimProfiles profiles =
                profiles(
                        VolumeChoice.Auto,
                        List.of(
                                driver("csi.example.com", VolumePath.LiveMount),
                                storageClass("fast", VolumePath.StaticObjects)));

        assertThat(profiles.of(VOLUME).way()).isEqualTo(Way.OBJECT_ONLY);
    }

    @Test
    void oneOfTheRunsNamespaceComesBeforeOneOfTheControllers() throws Exception {
        ClaimProfiles profiles =
                new ClaimProfiles(
                        List.of(
                                List.of(driver("csi.example.com", VolumePath.LiveMount)),
                                List.of(storageClass("fast", VolumePath.StaticObjects))),
                        VolumeChoice.Auto);

        assertThat(profiles.of(VOLUME).way()).isEqualTo(Way.LIVE_MOUNT);
    }

    @Test
    void withoutOneEachVolumeIsReadAsItsStorageCan() throws Exception {
        ClaimProfiles profiles =
                profiles(
                        VolumeChoice.Auto,
                        List.of(
                                driver("other.example.com", VolumePath.LiveMount),
                                storageClass("slow", VolumePath.LiveMount)));

        assertThat(profiles.of(VOLUME)).isEqualTo(dev.varve.k8s.volume.StorageProfile.DEFAULT);
    }

    @Test
    void whatTheRunAsksForComesBeforeThePathAndLeavesTheRest() throws Exception {
        StorageProfile profile = storageClass("fast", VolumePath.LiveMount);
        profile.getSpec().snapshotClass = "nightly";
        profile.getSpec().keptSnapshots = 3;
        ClaimProfiles profiles = profiles(VolumeChoice.Snapshot, List.of(profile));

        assertThat(profiles.of(VOLUME).way()).isEqualTo(Way.SNAPSHOT);
        assertThat(profiles.of(VOLUME).snapshotClass()).contains("nightly");
        assertThat(profiles.of(VOLUME).keptSnapshots()).isEqualTo(3);
    }

    @Test
    void howManyMoversMayWorkAtOnceIsWhatItSays() throws Exception {
        StorageProfile profile = storageClass("fast", VolumePath.Snapshot);
        profile.getSpec().moversPerNode = 3;
        profile.getSpec().moversPerDriver = 7;
        ClaimProfiles profiles = profiles(VolumeChoice.Auto, List.of(profile));

        assertThat(profiles.of(VOLUME).limits()).isEqualTo(new MoverLimits(3, 7));
        assertThat(MoverLimits.DEFAULT)
                .as("of a profile that says nothing")
                .isEqualTo(
                        new MoverLimits(
                                new StorageProfileSpec().moversPerNode,
                                new StorageProfileSpec().moversPerDriver));
    }

    @Test
    void twoForTheSameAreRefusedAndNotGuessedAmong() {
        ClaimProfiles profiles =
                profiles(
                        VolumeChoice.Auto,
                        List.of(
                                storageClass("fast", VolumePath.Snapshot),
                                storageClass("fast", VolumePath.LiveMount)));

        assertThatThrownBy(() -> profiles.of(VOLUME))
                .hasMessageContaining("2 StorageProfiles of namespace here are for fast");
    }

    @Test
    void clonesAreRefusedForTheyAreNotBuilt() {
        ClaimProfiles profiles =
                profiles(VolumeChoice.Auto, List.of(storageClass("fast", VolumePath.Clone)));

        assertThatThrownBy(() -> profiles.of(VOLUME)).hasMessageContaining("not built");
    }

    private static ClaimProfiles profiles(VolumeChoice choice, List<StorageProfile> here) {
        return new ClaimProfiles(List.of(here), choice);
    }

    private static StorageProfile driver(String driver, VolumePath path) {
        StorageProfile profile = profile(path);
        profile.getSpec().driver = driver;
        return profile;
    }

    private static StorageProfile storageClass(String name, VolumePath path) {
        StorageProfile profile = profile(path);
        profile.getSpec().storageClass = name;
        return profile;
    }

    private static StorageProfile profile(VolumePath path) {
        StorageProfile profile = new StorageProfile();
        profile.getMetadata().setNamespace("here");
        profile.getSpec().path = path;
        return profile;
    }
}
