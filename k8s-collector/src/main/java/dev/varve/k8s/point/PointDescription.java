package dev.varve.k8s.point;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the restore point of a cluster says of itself, sealed with the point. Version 1:
 * docs/formats/objects.md.
 *
 * @param format always {@link #FORMAT}
 * @param cluster what people call the cluster
 * @param server version that its API server said of itself
 * @param started when the capture began, ISO 8601, by the collector's clock
 * @param scope what was asked for, in words that are the same for the same scope
 * @param left namespaces that the point before, of the same scope, had and this one has not
 * @param volumesLeft claims, as NAMESPACE/CLAIM, whose data the point before of the same scope that
 *     has volumes had, and that are not there any more; each is named once
 * @param resources the kinds of which objects were taken
 * @param namespaces those that were taken
 * @param objects how many, by namespace; those outside of namespaces under the empty name
 * @param leftOut objects left out on purpose, by the reason
 * @param volumes each with how it was taken
 * @param applications that were held during the cut, or wrote a dump, by their blueprints
 * @param hooks that people asked for around the cuts, beside those of blueprints
 * @param warnings what could not be taken; the first thousand
 * @param warningCount of all of them
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PointDescription(
        String format,
        String cluster,
        String server,
        String started,
        String scope,
        List<String> left,
        List<String> volumesLeft,
        List<Resource> resources,
        List<String> namespaces,
        Map<String, Long> objects,
        Map<String, Long> leftOut,
        List<Volume> volumes,
        List<Application> applications,
        List<Hook> hooks,
        List<String> warnings,
        long warningCount) {
    public static final String FORMAT = "varve-k8s-1";

    private static final ObjectMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    public PointDescription {
        scope = scope == null ? "" : scope; // points that were made before it was kept
        left = left == null ? List.of() : List.copyOf(left);
        volumesLeft = volumesLeft == null ? List.of() : List.copyOf(volumesLeft);
        resources = List.copyOf(resources);
        namespaces = List.copyOf(namespaces);
        objects = Map.copyOf(objects);
        leftOut = Map.copyOf(leftOut);
        volumes = List.copyOf(volumes);
        applications = applications == null ? List.of() : List.copyOf(applications);
        hooks = hooks == null ? List.of() : List.copyOf(hooks);
        warnings = List.copyOf(warnings);
    }

    /** Without hooks. */
    public PointDescription(
            String format,
            String cluster,
            String server,
            String started,
            String scope,
            List<String> left,
            List<String> volumesLeft,
            List<Resource> resources,
            List<String> namespaces,
            Map<String, Long> objects,
            Map<String, Long> leftOut,
            List<Volume> volumes,
            List<Application> applications,
            List<String> warnings,
            long warningCount) {
        this(
                format,
                cluster,
                server,
                started,
                scope,
                left,
                volumesLeft,
                resources,
                namespaces,
                objects,
                leftOut,
                volumes,
                applications,
                List.of(),
                warnings,
                warningCount);
    }

    /** A kind of the source cluster. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Resource(
            String group, String version, String kind, String plural, boolean namespaced) {}

    /**
     * A volume of the point.
     *
     * @param chain of its image
     * @param consistency {@code live}, {@code crash}, {@code frozen}, {@code stopped} or {@code
     *     logical}
     * @param path how it was read, in words; of a device also what was left out, or why nothing was
     * @param snapshot VolumeSnapshot that it was read from, where that was left to stand in the
     *     source cluster; else empty
     * @param driver that took the snapshot
     * @param handle of the snapshot on the storage
     * @param mode how Pods saw the volume, {@code Filesystem} or {@code Block}; with driver and
     *     handle empty in points that were made before they were kept
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Volume(
            String namespace,
            String claim,
            String chain,
            String consistency,
            String path,
            long sizeBytes,
            String snapshot,
            String driver,
            String handle,
            String mode) {
        public Volume {
            driver = driver == null ? "" : driver;
            handle = handle == null ? "" : handle;
            mode = mode == null ? "" : mode;
        }

        /** As people write a claim. */
        public String claimName() {
            return namespace + "/" + claim;
        }
    }

    /**
     * An application that a blueprint protected.
     *
     * @param consistency as it came out: of its volumes when it was held, of its dump when it wrote
     *     one
     * @param frozenMillis how long it was held; 0 when it was not
     * @param claim into whose volume the kept files belong; empty: into none
     * @param chain of the image that has what it gave, in a directory of the Pod's name; empty when
     *     nothing is kept
     * @param problems what did not go as the blueprint says
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Application(
            String namespace,
            String pod,
            String blueprint,
            String mode,
            String consistency,
            long frozenMillis,
            String claim,
            String chain,
            List<String> problems) {
        public Application {
            problems = List.copyOf(problems);
        }
    }

    /**
     * A hook that somebody asked for around the cut of a namespace. What it said is not kept.
     *
     * @param hook its name in the policy, or the annotation that asks for it
     * @param target on what it acted, in words
     * @param when {@code before} or {@code after}
     * @param outcome {@code succeeded}, {@code failed}, {@code timed-out}, {@code cancelled} or
     *     {@code not-run}
     * @param reason why it did not succeed; empty when it did
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Hook(
            String namespace,
            String hook,
            String target,
            String when,
            String outcome,
            String reason,
            long millis) {
        public static final String SUCCEEDED = "succeeded";
        public static final String NOT_RUN = "not-run";

        /** Whether it ran and did not succeed. */
        public boolean failed() {
            return !outcome.equals(SUCCEEDED) && !outcome.equals(NOT_RUN);
        }

        /** As people read it. */
        public String line() {
            return "hook %s %s the cut of %s, %s: %s%s"
                    .formatted(
                            hook,
                            when,
                            namespace,
                            target,
                            outcome,
                            reason.isEmpty() ? "" : ": " + reason);
        }
    }

    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a description is always JSON", e);
        }
    }

    /** Nothing when the text describes another kind of point. */
    public static Optional<PointDescription> parse(String text) {
        if (!text.startsWith("{") || !text.contains("\"" + FORMAT + "\"")) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(text, PointDescription.class));
        } catch (JsonProcessingException | IllegalArgumentException | NullPointerException e) {
            return Optional.empty();
        }
    }
}
