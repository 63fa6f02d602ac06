package dev.varve.k8s.controller;

import dev.varve.k8s.resource.PlannedItem;
import dev.varve.k8s.resource.RestorePlanStatus;
import dev.varve.k8s.restore.PlanItem;
import dev.varve.k8s.restore.RestorePlan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** As much of a plan as a status has room for. */
final class PlanSummary {
    static final int MOST_ITEMS = 100;
    static final int MOST_RISKS = 50;
    private static final int MOST_CHARS = 500;

    private PlanSummary() {}

    static void fill(RestorePlanStatus status, RestorePlan plan) {
        status.madeTime = plan.made();
        status.server = plan.server();
        status.pointId = plan.request().point();
        Map<String, Long> counts = new TreeMap<>();
        plan.counts().forEach((action, count) -> counts.put(word(action), count));
        status.counts = counts;
        status.conflicts = plan.conflicts().size();
        status.risks = first(plan.risks(), MOST_RISKS).stream().map(PlanSummary::cut).toList();
        Set<PlanItem> order = new LinkedHashSet<>(plan.conflicts());
        order.addAll(plan.items());
        status.items =
                first(new ArrayList<>(order), MOST_ITEMS).stream().map(PlanSummary::item).toList();
    }

    private static PlannedItem item(PlanItem of) {
        PlannedItem item = new PlannedItem();
        item.source = of.source().toString();
        item.target = of.target().toString();
        item.action = word(of.action());
        item.reason = cut(of.reason());
        item.dryRun = cut(of.dryRun());
        item.data = cut(of.data());
        return item;
    }

    /** As resources write words: {@code Create}. */
    static String word(Enum<?> constant) {
        String name = constant.name();
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String cut(String text) {
        return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS);
    }

    private static <T> List<T> first(List<T> all, int most) {
        return all.subList(0, Math.min(all.size(), most));
    }
}
