package dev.varve.k8s.controller;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Namespaces that a scope came to have, and that it has no longer. */
record Membership(List<String> joined, List<String> left) {
    /** Of a first run. */
    static final Membership FIRST = new Membership(List.of(), List.of());

    static Membership between(Collection<String> before, Collection<String> now) {
        return new Membership(minus(now, before), minus(before, now));
    }

    private static List<String> minus(Collection<String> all, Collection<String> without) {
        TreeSet<String> rest = new TreeSet<>(all);
        rest.removeAll(without);
        return List.copyOf(rest);
    }
}
