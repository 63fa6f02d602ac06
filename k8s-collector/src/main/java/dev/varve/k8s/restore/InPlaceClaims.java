package dev.varve.k8s.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.rule.RestoreRules;
import dev.varve.k8s.rule.Verdict;
import dev.varve.k8s.volume.ClaimRestore;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The claims of a plan that are restored in place: all of them together when the first is come to,
 * since one application may use several. Confined to one thread.
 */
final class InPlaceClaims {
    private final RestorePlan plan;
    private final PointIndex index;
    private final RestoreRules rules;
    private final ClaimMaker claims;
    private final Map<ObjectKey, ClaimRestore.End> ends = new HashMap<>();

    InPlaceClaims(RestorePlan plan, PointIndex index, RestoreRules rules, ClaimMaker claims) {
        this.plan = plan;
        this.index = index;
        this.rules = rules;
        this.claims = claims;
    }

    /**
     * Returns when the claim has its data; gives from where.
     *
     * @throws ClusterException says why the claim is as it was
     */
    String replace(ObjectKey source) throws IOException, InterruptedException {
        if (ends.isEmpty()) {
            ends.putAll(claims.replace(all()));
        }
        return FilledClaims.require(source, ends.get(source));
    }

    private Map<ObjectKey, ObjectNode> all() throws IOException, InterruptedException {
        Map<ObjectKey, ObjectNode> all = new LinkedHashMap<>();
        for (PlanItem item : plan.items()) {
            if (item.action() == PlanItem.Action.REPLACE && rules.hasData(item.source())) {
                ObjectNode captured = index.read(item.source()).orElseThrow();
                Verdict verdict = RuleContext.within(() -> rules.judge(captured));
                if (verdict instanceof Verdict.Replace replace
                        && replace.removal() == Verdict.Removal.IN_PLACE
                        && !ItemRun.isAnother(item, verdict)) {
                    all.put(item.source(), replace.object());
                }
            }
        }
        return all;
    }
}
