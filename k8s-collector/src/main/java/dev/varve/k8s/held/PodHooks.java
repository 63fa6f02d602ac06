package dev.varve.k8s.held;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.k8s.hook.Hook;
import dev.varve.k8s.hook.HookAction;
import dev.varve.k8s.hook.OnError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hooks that a Pod asks for by its annotations, in its own containers: docs/kubernetes-hooks.md.
 * What cannot be understood counts as a hook that fails, and then none of the Pod's is run: one may
 * undo what another does.
 */
record PodHooks(PodClaims pod) {
    static final String PREFIX = "hooks.varve.dev/";
    private static final Set<String> SETTINGS = Set.of("container", "timeout", "on-error");
    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,4})([smh])");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** None when the Pod asks for none. */
    List<AskedHook> asked() {
        Map<String, String> said = said();
        List<AskedHook> hooks = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        OnError onError = onErrorOfAll(said);
        for (PolicyHook.When when : PolicyHook.When.values()) {
            String side = side(when);
            try {
                take(side, when, said, hooks);
            } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        said.keySet().forEach(each -> problems.add("there is no annotation " + PREFIX + each));
        return problems.isEmpty() ? hooks : List.of(refused(problems, onError));
    }

    /**
     * What cannot be understood may fail when each side that is spoken of says so, at least one.
     */
    private static OnError onErrorOfAll(Map<String, String> said) {
        List<PolicyHook.When> spoken =
                Arrays.stream(PolicyHook.When.values())
                        .filter(each ->
                                said.keySet().stream().anyMatch(key -> key.startsWith(side(each))))
                        .toList();
        boolean mayFail =
                spoken.stream()
                        .allMatch(each -> "Continue".equals(said.get(side(each) + "-on-error")));
        return mayFail && !spoken.isEmpty() ? OnError.CONTINUE : OnError.FAIL;
    }

    private static String side(PolicyHook.When when) {
        return when.name().toLowerCase(Locale.ROOT);
    }

    /** Takes what belongs to one side away. */
    private void take(
            String side, PolicyHook.When when, Map<String, String> said, List<AskedHook> hooks) {
        String command = said.remove(side);
        Map<String, String> settings = new TreeMap<>();
        for (String each : SETTINGS) {
            String value = said.remove(side + "-" + each);
            if (value != null) {
                settings.put(each, value);
            }
        }
        if (command != null) {
            hooks.add(
                    new AskedHook(
                            PREFIX + side,
                            "Pod " + pod.name(),
                            when,
                            hook(side, command, settings)));
        } else if (!settings.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s%s-%s is there, and no %s%s"
                            .formatted(
                                    PREFIX,
                                    side,
                                    settings.keySet().iterator().next(),
                                    PREFIX,
                                    side));
        }
    }

    private Hook hook(String side, String command, Map<String, String> settings) {
        try {
            return new Hook(
                    side,
                    0,
                    timeout(settings.get("timeout")),
                    onError(settings.getOrDefault("on-error", "Fail")),
                    HookAction.Exec.asWritten(
                            pod.ref(settings.getOrDefault("container", "")), command(command)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + side + ": " + e.getMessage(), e);
        }
    }

    private static List<String> command(String text) {
        if (!text.startsWith("[")) {
            return List.of("/bin/sh", "-c", text);
        }
        try {
            List<String> words = new ArrayList<>();
            for (JsonNode each : JSON.readTree(text)) {
                if (!each.isTextual()) {
                    throw new IllegalArgumentException("its list has what is no text");
                }
                words.add(each.asText());
            }
            return words;
        } catch (JsonProcessingException e) {
            // Its message would show the command.
            throw new IllegalArgumentException("begins with [ and is no JSON list", e);
        }
    }

    private static Duration timeout(@Nullable String text) {
        if (text == null) {
            return USUAL;
        }
        Matcher matcher = TIME.matcher(text);
        if (matcher.matches()) {
            Duration time = Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
            if (time.compareTo(LONGEST) <= 0) {
                return time;
            }
        }
        throw new IllegalArgumentException(
                "its timeout is not as 30s or 5m, at most 1h: '" + text + "'");
    }

    private static OnError onError(String text) {
        return switch (text) {
            case "Fail" -> OnError.FAIL;
            case "Continue" -> OnError.CONTINUE;
            default ->
                    throw new IllegalArgumentException(
                            "its on-error is neither Fail nor Continue: '" + text + "'");
        };
    }

    private Map<String, String> said() {
        Map<String, String> said = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each :
                pod.pod().at("/metadata/annotations").properties()) {
            if (each.getKey().startsWith(PREFIX)) {
                said.put(each.getKey().substring(PREFIX.length()), each.getValue().asText());
            }
        }
        return said;
    }

    private AskedHook refused(List<String> problems, OnError onError) {
        return new AskedHook(
                PREFIX + "*",
                "Pod " + pod.name(),
                PolicyHook.When.BEFORE,
                new Hook(
                        "annotations",
                        0,
                        USUAL,
                        onError,
                        new HookAction.Refused(String.join("; ", problems))));
    }
}
