package dev.varve.k8s.blueprint;

import dev.varve.k8s.hook.OnError;
import java.time.Duration;

/** A shell script that runs in the application's container as a hook. */
public record Script(String name, Duration timeout, OnError onError, String script) {
    public Script {
        if (script.isBlank()) {
            throw new IllegalArgumentException("script " + name + " is empty");
        }
    }
}
