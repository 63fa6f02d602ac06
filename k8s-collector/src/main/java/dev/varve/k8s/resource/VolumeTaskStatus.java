package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How far it is. */
public final class VolumeTaskStatus extends RunStatus {
    @JsonPropertyDescription("The mover.")
    public String pod = "";

    @JsonPropertyDescription("Where it runs.")
    public String node = "";

    @JsonPropertyDescription("How the volume is reached.")
    public VolumePath path = VolumePath.Auto;

    @JsonPropertyDescription("How far its bytes belong to one moment.")
    public String consistency = "";

    @JsonPropertyDescription("What there is to do.")
    public long totalBytes;

    @JsonPropertyDescription("Dealt with.")
    public long doneBytes;

    @JsonPropertyDescription("How far its way has come: Cut, Staged, Moved …")
    public String step = "";
}
