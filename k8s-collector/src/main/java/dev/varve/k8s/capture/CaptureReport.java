package dev.varve.k8s.capture;

import dev.varve.ingest.push.Progress;
import dev.varve.k8s.model.ApiResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a capture took and what it could not take. Safe for use by several threads; memory is
 * bounded by kinds and namespaces, and {@link #MOST_WARNINGS}.
 */
public final class CaptureReport {
    static final int MOST_WARNINGS = 1000;

    private final Map<String, Long> objects = new TreeMap<>();
    private final Map<String, ApiResource> resources = new TreeMap<>();
    private final Map<String, Long> leftOut = new TreeMap<>();
    private final List<String> warnings = new ArrayList<>();
    private long warningCount;

    /** Forgets all: the capture begins anew. */
    synchronized void clear() {
        objects.clear();
        resources.clear();
        leftOut.clear();
        warnings.clear();
        warningCount = 0;
    }

    /** Counts the warnings in the figures of a run. */
    synchronized void addTo(Progress progress) {
        progress.addWarnings(warningCount);
    }

    synchronized void took(String namespace, ApiResource resource) {
        objects.merge(namespace, 1L, Long::sum);
        resources.put(resource.qualifiedPlural(), resource);
    }

    synchronized void leftOut(String reason) {
        leftOut.merge(reason, 1L, Long::sum);
    }

    public synchronized void warn(String warning) {
        warningCount++;
        if (warnings.size() < MOST_WARNINGS) {
            warnings.add(warning);
        }
    }

    /** Objects taken, by namespace; those outside of namespaces under the empty name. */
    public synchronized Map<String, Long> objects() {
        return new TreeMap<>(objects);
    }

    /** The kinds of which objects were taken. */
    public synchronized Collection<ApiResource> resources() {
        return List.copyOf(new TreeSet<>(resources.keySet()).stream().map(resources::get).toList());
    }

    /** Objects left out on purpose, by the reason. */
    public synchronized Map<String, Long> leftOut() {
        return new TreeMap<>(leftOut);
    }

    /** The first thousand. */
    public synchronized List<String> warnings() {
        return List.copyOf(warnings);
    }

    public synchronized long warningCount() {
        return warningCount;
    }
}
