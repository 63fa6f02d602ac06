package dev.varve.k8s.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.capture.Glob;
import dev.varve.k8s.held.AskedHooks;
import dev.varve.k8s.held.PolicyHook;
import dev.varve.k8s.hook.HookAction;
import dev.varve.k8s.hook.OnError;
import dev.varve.k8s.hook.Redaction;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.resource.HookFailure;
import dev.varve.k8s.resource.HookHttp;
import dev.varve.k8s.resource.HookJob;
import dev.varve.k8s.resource.HookSpec;
import dev.varve.k8s.resource.HookTime;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Hooks of a BackupRun as what they do. One that may not act, or makes no sense, is a hook that
 * fails, with its reason; its onError says what that means.
 */
final class RunHooks {
    private static final int MOST_TEMPLATE_CHARS = 64 << 10;

    private final HookOrigins origins;
    private final HookHeaders headers;
    private final boolean ownRights;
    private final List<String> secrets = new ArrayList<>();

    /**
     * Of one run.
     *
     * @param ownRights whether the run acts with those of the controller, which no hook has
     */
    RunHooks(HookOrigins origins, HookHeaders headers, boolean ownRights) {
        this.origins = origins;
        this.headers = headers;
        this.ownRights = ownRights;
    }

    AskedHooks read(List<HookSpec> specs) throws IOException, InterruptedException {
        try {
            List<PolicyHook> hooks = new ArrayList<>();
            for (HookSpec each : specs) {
                hooks.add(hook(each));
            }
            return new AskedHooks(true, hooks, new Redaction(secrets));
        } catch (IllegalArgumentException e) {
            // Of API servers that know no rules of CEL.
            throw new ProtocolException(
                    ErrorCode.CONFIGURATION,
                    "the hooks of the run make no sense: " + e.getMessage(),
                    "docs/kubernetes-hooks.md says what a hook is");
        }
    }

    private PolicyHook hook(HookSpec spec) throws IOException, InterruptedException {
        return new PolicyHook(
                spec.name,
                spec.when == HookTime.Before ? PolicyHook.When.BEFORE : PolicyHook.When.AFTER,
                spec.order,
                Duration.ofSeconds(spec.timeoutSeconds),
                spec.onError == HookFailure.Fail ? OnError.FAIL : OnError.CONTINUE,
                Glob.list(spec.selector.namespaces),
                spec.selector.matchLabels,
                act(spec));
    }

    private PolicyHook.Act act(HookSpec spec) throws IOException, InterruptedException {
        if (ownRights) {
            return new PolicyHook.Act.Refused(
                    "hooks do not act with the controller's rights: name a serviceAccountName");
        }
        try {
            return allowed(spec);
        } catch (IllegalArgumentException e) {
            return new PolicyHook.Act.Refused(String.valueOf(e.getMessage()));
        }
    }

    private PolicyHook.Act allowed(HookSpec spec) throws IOException, InterruptedException {
        if (spec.exec != null) {
            return new PolicyHook.Act.Exec(spec.exec.container, spec.exec.command);
        }
        if (spec.http != null) {
            return request(spec.http);
        }
        if (spec.job != null) {
            return new PolicyHook.Act.Job(template(spec.job));
        }
        if (spec.scale == null) {
            throw new IllegalArgumentException("it has none of exec, http, job and scale");
        }
        return new PolicyHook.Act.Scale(
                new GroupKind("apps", spec.scale.kind.name()),
                spec.scale.name,
                spec.scale.replicas);
    }

    private PolicyHook.Act request(HookHttp spec) throws IOException, InterruptedException {
        URI uri = URI.create(spec.url);
        if (!origins.allow(uri)) {
            throw new IllegalArgumentException(
                    "this controller sends no requests to %s://%s: start it with --hook-origin"
                            .formatted(uri.getScheme(), uri.getHost()));
        }
        Map<String, String> sent = headers.of(spec.headersSecret);
        secrets.addAll(sent.values());
        return new PolicyHook.Act.Http(
                new HookAction.Http(spec.method.name(), uri, sent, spec.body));
    }

    private static ObjectNode template(HookJob job) {
        JsonNode template = job.template;
        if (!(template instanceof ObjectNode object)
                || !object.at("/spec/template/spec").isObject()) {
            throw new IllegalArgumentException("its Job has no spec.template.spec");
        }
        if (object.toString().length() > MOST_TEMPLATE_CHARS) {
            throw new IllegalArgumentException("its Job is longer than 64 KiB");
        }
        return object;
    }
}
