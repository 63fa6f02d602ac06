package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How volumes of a storage are read and written. */
@ValidationRule(
        value = "has(self.driver) != has(self.storageClass)",
        message = "one of driver and storageClass")
public final class StorageProfileSpec extends Part {
    @JsonPropertyDescription("Of CSI; this or storageClass.")
    @Size(max = 253)
    public String driver = "";

    @JsonPropertyDescription("Its name.")
    @Size(max = 253)
    public String storageClass = "";

    @JsonPropertyDescription("How volumes are reached.")
    @Default("Auto")
    public VolumePath path = VolumePath.Auto;

    @JsonPropertyDescription("Of its VolumeSnapshots; else found by the driver.")
    @Size(max = 253)
    public String snapshotClass = "";

    @JsonPropertyDescription(
            "Claims of one namespace are cut in one moment, by a VolumeGroupSnapshot; not those whose snapshots are kept.")
    @Default("false")
    public boolean groupSnapshots;

    @JsonPropertyDescription("Of its VolumeGroupSnapshots; else found by the driver.")
    @Size(max = 253)
    public String groupSnapshotClass = "";

    @JsonPropertyDescription("How many stay in the cluster for an instant restore.")
    @Min(0)
    @Max(100)
    public int keptSnapshots;

    @JsonPropertyDescription(
            "Movers of backups on the node of one of its volumes at once; where profiles meet, the smaller number holds.")
    @Min(1)
    @Max(100)
    @Default("2")
    public int moversPerNode = 2;

    @JsonPropertyDescription("Movers of backups with one driver at once.")
    @Min(1)
    @Max(1000)
    @Default("10")
    public int moversPerDriver = 10;
}
