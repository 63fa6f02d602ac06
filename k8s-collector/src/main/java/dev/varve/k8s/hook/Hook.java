package dev.varve.k8s.hook;

import java.time.Duration;

/**
 * One thing to do before or after a cut.
 *
 * @param name letters, digits, hyphens; unique within its member
 * @param order lower is earlier; equal ones keep the order they were given in
 */
public record Hook(String name, int order, Duration timeout, OnError onError, HookAction action) {
    static final String NAME = "[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?";

    public Hook {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("not a name for a hook: '" + name + "'");
        }
        timeout = Limits.checked(timeout, "the timeout of hook " + name);
    }
}
