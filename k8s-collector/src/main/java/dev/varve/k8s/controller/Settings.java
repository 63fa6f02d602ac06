package dev.varve.k8s.controller;

import dev.varve.k8s.volume.ReadingLimits;
import dev.varve.protocol.model.Names;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a controller is set up.
 *
 * @param home the namespace that it is installed in; runs there act with its own rights
 * @param namespaces those whose resources it keeps; empty: all
 * @param cluster what this cluster is called in vaults, where a policy says nothing else
 * @param stateDirectory where journals of runs are kept
 * @param runsAtOnce backups and restores at once
 * @param identity of this process among those that may lead
 * @param giveUp a run that could not be begun for so long has failed
 * @param hookOrigins where requests of hooks go
 * @param movers the Pods that move volumes; nothing: objects only
 */
public record Settings(
        String home,
        List<String> namespaces,
        String cluster,
        Path stateDirectory,
        int runsAtOnce,
        String identity,
        Duration giveUp,
        HookOrigins hookOrigins,
        Optional<Movers> movers) {
    /**
     * Where movers run, and of which image.
     *
     * @param namespace in which the controller may make them, and nobody else reads Secrets
     * @param serviceAccount there, as which they ask snapshot metadata services; empty: they ask
     *     none
     * @param atOnce that one backup has read volumes side by side
     * @param kubelet its root directory on the nodes
     */
    public record Movers(
            String namespace, String image, String serviceAccount, int atOnce, String kubelet) {
        public Movers {
            if (namespace.isEmpty() || image.isEmpty()) {
                throw new IllegalArgumentException("movers need a namespace and an image");
            }
            ReadingLimits.requireMovers(atOnce);
        }
    }

    public Settings {
        String _ = Names.requireShort("cluster", cluster);
        if (home.isEmpty() || identity.isEmpty()) {
            throw new IllegalArgumentException("a controller needs a namespace and an identity");
        }
        if (runsAtOnce < 1 || runsAtOnce > 64) {
            throw new IllegalArgumentException("runsAtOnce " + runsAtOnce + " is not in 1 to 64");
        }
        namespaces = List.copyOf(namespaces);
    }
}
