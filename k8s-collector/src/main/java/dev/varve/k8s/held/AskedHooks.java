package dev.varve.k8s.held;

import dev.varve.k8s.hook.Redaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Hooks that a run is asked for beside those of blueprints. Those of its policy are the outer ring:
 * first before the cut, last after it; within it are those of Pods by annotation, then blueprints.
 *
 * @param annotations whether Pods may ask by annotation
 * @param hooks of the run
 * @param redaction knows the secrets that hooks carry
 */
public record AskedHooks(boolean annotations, List<PolicyHook> hooks, Redaction redaction) {
    public AskedHooks {
        hooks = List.copyOf(hooks);
        if (hooks.stream().map(PolicyHook::name).distinct().count() < hooks.size()) {
            throw new IllegalArgumentException("two hooks of one name");
        }
    }

    public static AskedHooks none() {
        return new AskedHooks(false, List.of(), Redaction.PATTERNS);
    }

    /** Those that Pods ask for. */
    public static AskedHooks annotated() {
        return new AskedHooks(true, List.of(), Redaction.PATTERNS);
    }

    /** What to do around the cut of one namespace, in the order to begin it. */
    List<AskedMember> in(String namespace, ProtectedPods pods) {
        List<AskedMember> members = new ArrayList<>();
        List<AskedHook> run =
                hooks.stream().flatMap(each -> each.in(namespace, pods).stream()).toList();
        if (!run.isEmpty() && pods.captures()) {
            members.add(new AskedMember("hooks of the run in " + namespace, run));
        }
        if (annotations) {
            for (PodClaims each : pods.running()) {
                List<AskedHook> asked = new PodHooks(each).asked();
                if (!asked.isEmpty()) {
                    members.add(
                            new AskedMember(
                                    "hooks of Pod " + namespace + "/" + each.name(), asked));
                }
            }
        }
        return members;
    }

    /** Names those of the run that found nothing to act on. */
    List<String> idle(Collection<AskedMember> members) {
        Set<String> found =
                members.stream()
                        .flatMap(each -> each.hooks().stream())
                        .map(AskedHook::name)
                        .collect(Collectors.toSet());
        return hooks.stream()
                .filter(each -> !found.contains(each.name()))
                .map(PolicyHook::idle)
                .toList();
    }
}
