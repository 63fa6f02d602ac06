package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A piece of a custom resource: a plain bean, since it is read by the API machinery. What a newer
 * release wrote and this one does not know is passed over.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public abstract class Part {
    Part() {}
}
