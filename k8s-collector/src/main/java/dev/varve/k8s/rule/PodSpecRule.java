package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Maps images and takes affinity away, in Pods and in all templates of Pods. */
final class PodSpecRule implements Rule {
    private static final List<String> AFFINITY_FIELDS =
            List.of("affinity", "nodeSelector", "topologySpreadConstraints");

    @Override
    public Optional<Verdict> apply(Draft draft) {
        PodSpecs.of(draft.object()).ifPresent(spec -> edit(draft, spec));
        return GO_ON;
    }

    private static void edit(Draft draft, ObjectNode spec) {
        if (draft.options().chose(Choice.REMOVE_AFFINITY) && Json.remove(spec, AFFINITY_FIELDS)) {
            draft.changed("lost affinity, nodeSelector or topologySpreadConstraints");
        }
        for (ObjectNode container : PodSpecs.containers(spec)) {
            String image = Json.text(container, "image");
            String mapped = draft.mapping().image(image);
            if (!mapped.equals(image)) {
                container.put("image", mapped);
                draft.changed("image " + image + " became " + mapped);
            }
        }
    }
}
