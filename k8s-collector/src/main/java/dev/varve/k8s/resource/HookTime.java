package dev.varve.k8s.resource;

/** On which side of the cut a hook acts. */
public enum HookTime {
    Before,
    After
}
