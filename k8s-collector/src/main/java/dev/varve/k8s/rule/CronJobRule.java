package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Holds a CronJob until everything it may touch is there. */
final class CronJobRule implements Rule {
    @Override
    public Optional<Verdict> apply(Draft draft) {
        draft.spec()
                .filter(spec -> !spec.path("suspend").asBoolean())
                .ifPresent(spec -> suspend(draft, spec));
        return GO_ON;
    }

    private static void suspend(Draft draft, ObjectNode spec) {
        spec.put("suspend", true);
        ObjectNode resume = Json.empty();
        resume.putObject("spec").put("suspend", false);
        draft.followUp(FollowUp.Time.AT_END, "", resume);
        draft.changed("suspended until the end of the restore");
    }
}
