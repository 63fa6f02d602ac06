package dev.varve.k8s.blueprint;

import dev.varve.k8s.hook.ContainerRef;
import dev.varve.k8s.hook.Hold;
import dev.varve.k8s.hook.Hook;
import dev.varve.k8s.hook.HookAction;
import dev.varve.k8s.hook.Member;
import dev.varve.k8s.hook.OnError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Turns a blueprint's scripts into the hooks of one Pod. */
public final class BlueprintMember {
    private final Recognition recognition;
    private final ContainerRef container;
    private final String run;

    public BlueprintMember(Recognition recognition, String namespace, String pod, String run) {
        this.recognition = recognition;
        this.container = new ContainerRef(namespace, pod, recognition.container());
        this.run = run;
    }

    /** The Pod as a member of a cut; for modes that dump, see {@link DumpRun}. */
    public Member member(OnError onError) {
        Mode mode = recognition.mode();
        if (mode.dump().isPresent()) {
            throw new IllegalArgumentException("mode " + mode.name() + " makes a dump, not a cut");
        }
        return new Member(
                container.namespace() + "/" + container.pod(),
                hooks(mode.before()),
                mode.hold().map(each -> hold(each, onError)),
                hooks(mode.after()),
                mode.consistency());
    }

    /** The shell that runs a script of the blueprint, with the run's id and parameters in it. */
    public List<String> command(String script) {
        return List.of("sh", "-c", filled(script), "varve-blueprint");
    }

    ContainerRef container() {
        return container;
    }

    private Hold hold(HoldScript script, OnError onError) {
        String seconds = Long.toString(script.freezeLimit().toSeconds());
        return new Hold(
                recognition.blueprint().name(),
                container,
                script.timer(),
                script.freezeLimit(),
                script.tailLimit(),
                onError,
                filled(script.client()),
                script.freeze().replace("{{freezeSeconds}}", seconds),
                script.thaw().replace("{{freezeSeconds}}", seconds));
    }

    private List<Hook> hooks(List<Script> scripts) {
        List<Hook> hooks = new ArrayList<>();
        for (Script each : scripts) {
            hooks.add(
                    new Hook(
                            each.name(),
                            hooks.size(),
                            each.timeout(),
                            each.onError(),
                            new HookAction.Exec(
                                    container, command(each.script()), HookAction.Guard.SHELL)));
        }
        return hooks;
    }

    private String filled(String script) {
        StringBuilder filled = new StringBuilder();
        Map<String, String> variables = new TreeMap<>(recognition.parameters());
        variables.put("VARVE_RUN", run);
        variables.forEach((key, value) ->
                filled.append("export ")
                        .append(key)
                        .append("='")
                        .append(value.replace("'", "'\\''"))
                        .append("'\n"));
        return filled.append(recognition.blueprint().prelude())
                .append('\n')
                .append(script)
                .toString();
    }
}
