package dev.varve.k8s.blueprint;

import java.util.List;

/**
 * By what an application's containers are recognised.
 *
 * @param images last part of the image's path, without tag
 * @param names values of the label {@code app.kubernetes.io/name}
 * @param ports that a container says it listens on
 * @param environment variables that a container has
 */
public record Signs(
        List<String> images, List<String> names, List<Integer> ports, List<String> environment) {
    public Signs {
        images = List.copyOf(images);
        names = List.copyOf(names);
        ports = List.copyOf(ports);
        environment = List.copyOf(environment);
        if (images.isEmpty() && names.isEmpty()) {
            throw new IllegalArgumentException("a blueprint needs images or names to go by");
        }
    }
}
