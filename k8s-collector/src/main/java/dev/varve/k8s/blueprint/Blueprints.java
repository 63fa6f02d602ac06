package dev.varve.k8s.blueprint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The blueprints that are known, and who is protected by which. */
public final class Blueprints {
    private static final List<String> OWN =
            List.of("cassandra", "mariadb", "mongodb", "mysql", "postgresql", "redis");

    private final Map<String, Blueprint> byName = new TreeMap<>();

    private Blueprints() {}

    /** Those that come with the program. */
    public static Blueprints own() {
        Blueprints blueprints = new Blueprints();
        OWN.forEach(each -> blueprints.byName.put(each, load(each)));
        return blueprints;
    }

    /** None: nothing is recognised. */
    public static Blueprints none() {
        return new Blueprints();
    }

    /** These and the others; one of the same name takes the place of ours. */
    public Blueprints with(Collection<Blueprint> others) {
        Blueprints blueprints = new Blueprints();
        blueprints.byName.putAll(byName);
        others.forEach(each -> blueprints.byName.put(each.name(), each));
        return blueprints;
    }

    public List<Blueprint> all() {
        return List.copyOf(byName.values());
    }

    public Optional<Blueprint> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** As {@link #recognise(ObjectNode, List)} without any binding. */
    public Optional<Recognition> recognise(ObjectNode podOrWorkload) {
        return recognise(podOrWorkload, List.of());
    }

    /**
     * Which blueprint protects a Pod, or the Pods of a workload: the most precise binding's, else
     * the one that its annotations name, else the one whose signs fit best. When two fit equally,
     * none is taken: a wrong one does harm.
     *
     * @throws IllegalArgumentException when a binding or an annotation names what is not there
     */
    public Optional<Recognition> recognise(
            ObjectNode podOrWorkload, List<BlueprintBinding> bindings) {
        Optional<BlueprintBinding> binding =
                bindings.stream()
                        .filter(each -> each.fits(podOrWorkload))
                        .max(Comparator.comparingInt(BlueprintBinding::precision));
        if (binding.isPresent()) {
            BlueprintBinding bound = binding.get();
            return named(
                    podOrWorkload,
                    new Asked(bound.blueprint(), bound.mode()),
                    bound.container(),
                    bound.parameters(),
                    "a binding");
        }
        Asked asked = Asked.by(podOrWorkload);
        return asked.blueprint().isEmpty()
                ? bySigns(podOrWorkload, asked.mode())
                : named(podOrWorkload, asked, "", Map.of(), "an annotation");
    }

    private Optional<Recognition> named(
            ObjectNode object,
            Asked asked,
            String inContainer,
            Map<String, String> parameters,
            String reason) {
        if (asked.blueprint().equals(BlueprintBinding.NONE)) {
            return Optional.empty();
        }
        Blueprint blueprint =
                find(asked.blueprint())
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "no blueprint '" + asked.blueprint() + "'"));
        String container = inContainer;
        if (container.isEmpty()) {
            container =
                    best(blueprint, object)
                            .map(Scores::container)
                            .orElseThrow(
                                    () -> new IllegalArgumentException("an object without Pods"));
        }
        return Optional.of(
                new Recognition(
                        blueprint,
                        blueprint.mode(asked.mode()),
                        container,
                        parameters,
                        List.of(reason)));
    }

    private record Candidate(Blueprint blueprint, Scores scores) {}

    private Optional<Recognition> bySigns(ObjectNode object, String mode) {
        List<Candidate> candidates = new ArrayList<>();
        for (Blueprint each : byName.values()) {
            best(each, object)
                    .filter(scores -> scores.points() >= Scores.ENOUGH)
                    .ifPresent(scores -> candidates.add(new Candidate(each, scores)));
        }
        int most = candidates.stream().mapToInt(each -> each.scores().points()).max().orElse(0);
        candidates.removeIf(each -> each.scores().points() < most);
        if (candidates.size() != 1) {
            return Optional.empty();
        }
        Candidate only = candidates.getFirst();
        return Optional.of(
                new Recognition(
                        only.blueprint(),
                        only.blueprint().mode(mode),
                        only.scores().container(),
                        Map.of(),
                        only.scores().reasons()));
    }

    private static Optional<Scores> best(Blueprint blueprint, ObjectNode object) {
        JsonNode template = object.at("/spec/template");
        JsonNode pod = template.isObject() ? template : object;
        String label =
                pod.path("metadata")
                        .path("labels")
                        .path("app.kubernetes.io/name")
                        .asText(
                                object.path("metadata")
                                        .path("labels")
                                        .path("app.kubernetes.io/name")
                                        .asText());
        List<Scores> scores = new ArrayList<>();
        for (JsonNode each : pod.at("/spec/containers")) {
            scores.add(Scores.of(blueprint.signs(), each, label));
        }
        return scores.stream()
                .sorted(Comparator.comparingInt(Scores::points).reversed())
                .findFirst();
    }

    private static Blueprint load(String name) {
        String resource = "/blueprints/" + name + ".yaml";
        try (InputStream in = Blueprints.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the class path lacks " + resource);
            }
            return BlueprintFormat.read(
                    new String(in.readAllBytes(), StandardCharsets.UTF_8), name + ".yaml");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
