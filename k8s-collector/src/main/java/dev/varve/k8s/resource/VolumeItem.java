package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What became of the data of one claim. */
public final class VolumeItem extends Part {
    @JsonPropertyDescription("Namespace and name of the PersistentVolumeClaim.")
    public String claim = "";

    @JsonPropertyDescription("By which way it was read; Auto when none was found.")
    public VolumePath path = VolumePath.Auto;

    @JsonPropertyDescription("Why this way.")
    public String reason = "";

    @JsonPropertyDescription("How far its bytes belong to one moment; empty without data.")
    public String consistency = "";

    @JsonPropertyDescription("Of its data.")
    public long bytes;

    @JsonPropertyDescription(
            "A VolumeSnapshot beside the claim that stands for an instant restore.")
    public String snapshot = "";

    @JsonPropertyDescription("Why there is no data in the point; empty when there is.")
    public String problem = "";
}
