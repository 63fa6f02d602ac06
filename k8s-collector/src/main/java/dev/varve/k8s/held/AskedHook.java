package dev.varve.k8s.held;

import dev.varve.k8s.hook.Hook;
import dev.varve.k8s.hook.HookResult;
import dev.varve.k8s.point.PointDescription;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * A hook that somebody asked for, on one target.
 *
 * @param name as it was asked for: of the policy's hook, or the annotation
 * @param target on what it acts, in words
 * @param when it was to act; one that is refused fails before the cut all the same
 */
record AskedHook(String name, String target, PolicyHook.When when, Hook hook) {
    /**
     * What became of it.
     *
     * @param result nothing when it was not run
     * @param whyNot says why, then
     */
    PointDescription.Hook description(
            String namespace, Optional<HookResult> result, String whyNot) {
        return new PointDescription.Hook(
                namespace,
                name,
                target,
                when.name().toLowerCase(Locale.ROOT),
                result.map(AskedHook::word).orElse(PointDescription.Hook.NOT_RUN),
                result.map(HookResult::reason).orElse(whyNot),
                result.map(each -> Duration.between(each.started(), each.ended()).toMillis())
                        .orElse(0L));
    }

    private static String word(HookResult result) {
        return result.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
