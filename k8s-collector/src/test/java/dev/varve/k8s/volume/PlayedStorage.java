package dev.varve.k8s.volume;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The storage behind the played driver: data by handle. A fake. Safe for use by many threads. */
final class PlayedStorage {
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicInteger cuts = new AtomicInteger();
    private final Map<String, String> volumes = new ConcurrentHashMap<>();
    private final Map<String, String> snapshots = new ConcurrentHashMap<>();

    String makeVolume(String data) {
        String handle = "vol-" + number.incrementAndGet();
        volumes.put(handle, data);
        return handle;
    }

    int cuts() {
        return cuts.get();
    }

    String cut(String volume) {
        cuts.incrementAndGet();
        String handle = "snap-" + number.incrementAndGet();
        snapshots.put(handle, volumes.getOrDefault(volume, "lost"));
        return handle;
    }

    void write(String volume, String data) {
        volumes.replace(volume, data);
    }

    String volume(String handle) {
        return volumes.getOrDefault(handle, "no volume " + handle);
    }

    String snapshot(String handle) {
        return snapshots.getOrDefault(handle, "no snapshot " + handle);
    }

    void deleteVolume(String handle) {
        volumes.remove(handle);
    }

    void deleteSnapshot(String handle) {
        snapshots.remove(handle);
    }

    Set<String> volumes() {
        return Set.copyOf(volumes.keySet());
    }

    Set<String> snapshots() {
        return Set.copyOf(snapshots.keySet());
    }
}
