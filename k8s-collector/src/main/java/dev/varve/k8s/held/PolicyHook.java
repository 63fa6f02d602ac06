package dev.varve.k8s.held;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.capture.Glob;
import dev.varve.k8s.hook.ContainerRef;
import dev.varve.k8s.hook.Hook;
import dev.varve.k8s.hook.HookAction;
import dev.varve.k8s.hook.OnError;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A hook of a run: it acts once around the cut of each namespace that fits, a command once in each
 * running Pod that fits there.
 *
 * @param namespaces none: every one that is cut
 * @param podLabels of the Pods in which a command runs; none: every one
 */
public record PolicyHook(
        String name,
        When when,
        int order,
        Duration timeout,
        OnError onError,
        List<Glob> namespaces,
        Map<String, String> podLabels,
        Act act) {
    /** Without two hyphens in a row: those part it from what is added. */
    private static final String NAME = "[a-z0-9]+(-[a-z0-9]+)*";

    private static final int LONGEST_NAME = 30;
    private static final int MOST_PODS = 200;
    private static final int MOST_ORDER = 10_000;

    /** On which side of the cut. */
    public enum When {
        BEFORE,
        AFTER
    }

    /** What it does, wherever that may be. */
    public sealed interface Act {
        /** A command, in the named container or the first one. */
        record Exec(String container, List<String> command) implements Act {}

        record Http(HookAction.Http request) implements Act {}

        record Job(ObjectNode template) implements Act {}

        /** Scaled before the cut, and back after it. */
        record Scale(GroupKind kind, String workload, int replicas) implements Act {}

        record Refused(String reason) implements Act {}
    }

    public PolicyHook {
        if (!name.matches(NAME) || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("not a name for a hook: '" + name + "'");
        }
        if (Math.abs(order) > MOST_ORDER) {
            throw new IllegalArgumentException("order " + order + " of hook " + name);
        }
        namespaces = List.copyOf(namespaces);
        podLabels = Map.copyOf(podLabels);
    }

    /** What it means in one namespace; nothing when that, or no Pod of it, fits. */
    List<AskedHook> in(String namespace, ProtectedPods pods) {
        if (!namespaces.isEmpty()
                && namespaces.stream().noneMatch(each -> each.matches(namespace))) {
            return List.of();
        }
        return switch (act) {
            case Act.Exec exec -> commands(exec, namespace, pods);
            case Act.Http(HookAction.Http request) ->
                    List.of(
                            asked(
                                    "%s to %s://%s"
                                            .formatted(
                                                    request.method(),
                                                    request.uri().getScheme(),
                                                    request.uri().getAuthority()),
                                    request));
            case Act.Job(ObjectNode template) ->
                    List.of(asked("a Job", new HookAction.Job(namespace, template)));
            case Act.Scale scale -> scaled(scale, namespace);
            case Act.Refused(String reason) -> List.of(refused("everywhere", reason));
        };
    }

    /** Says that it found nothing to act on. */
    String idle() {
        String missed =
                act instanceof Act.Exec ? "no running Pod that is cut" : "no namespace that is cut";
        return "hook " + name + " did nothing: " + missed + " fits it";
    }

    private List<AskedHook> commands(Act.Exec exec, String namespace, ProtectedPods pods) {
        if (!pods.unseen().isEmpty()) {
            return List.of(refused("Pods of " + namespace, pods.unseen()));
        }
        List<PodClaims> fitting = pods.running().stream().filter(this::fits).toList();
        if (fitting.size() > MOST_PODS) {
            return List.of(
                    refused(
                            "Pods of " + namespace,
                            "%d Pods fit, more than %d".formatted(fitting.size(), MOST_PODS)));
        }
        List<AskedHook> commands = new ArrayList<>();
        for (PodClaims each : fitting) {
            String target = "Pod " + each.name();
            String own = name + (commands.isEmpty() ? "" : "--" + (commands.size() + 1));
            ContainerRef container;
            try {
                container = each.ref(exec.container());
            } catch (IllegalArgumentException e) {
                HookAction no = new HookAction.Refused(String.valueOf(e.getMessage()));
                commands.add(asked(own, target, when, Integer.MIN_VALUE, no));
                continue;
            }
            HookAction action = HookAction.Exec.asWritten(container, exec.command());
            commands.add(asked(own, target, when, order, action));
        }
        return commands;
    }

    private boolean fits(PodClaims pod) {
        JsonNode labels = pod.pod().at("/metadata/labels");
        return podLabels.entrySet().stream()
                .allMatch(each -> labels.path(each.getKey()).asText().equals(each.getValue()));
    }

    private List<AskedHook> scaled(Act.Scale scale, String namespace) {
        ObjectKey workload = new ObjectKey(scale.kind(), namespace, scale.workload());
        String target = scale.kind().kind() + " " + scale.workload();
        return List.of(
                asked(target, new HookAction.Scale(workload, scale.replicas())),
                asked(
                        name + "--back",
                        target,
                        When.AFTER,
                        -2 * MOST_ORDER - order, // ahead of others, the last scaled first
                        new HookAction.ScaleBack(workload)));
    }

    private AskedHook refused(String target, String reason) {
        return asked(name, target, when, Integer.MIN_VALUE, new HookAction.Refused(reason));
    }

    private AskedHook asked(String target, HookAction action) {
        return asked(name, target, when, order, action);
    }

    private AskedHook asked(String own, String target, When side, int place, HookAction action) {
        return new AskedHook(name, target, side, new Hook(own, place, timeout, onError, action));
    }
}
