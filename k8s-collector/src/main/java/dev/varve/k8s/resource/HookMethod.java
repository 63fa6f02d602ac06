package dev.varve.k8s.resource;

/** Of an HTTP request. */
public enum HookMethod {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE
}
