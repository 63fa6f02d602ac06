package dev.varve.k8s.blueprint;

import java.time.Duration;

/** A held session, before it is known in which container: {@link dev.varve.k8s.hook.Hold}. */
public record HoldScript(
        Duration timer,
        Duration freezeLimit,
        Duration tailLimit,
        String client,
        String freeze,
        String thaw) {}
