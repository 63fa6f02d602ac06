package dev.varve.k8s.controller;

import dev.varve.k8s.point.PointDescription;
import dev.varve.k8s.resource.HookItem;
import dev.varve.k8s.resource.HookTime;
import java.util.Comparator;
import java.util.List;

/** What became of hooks, in the words of resources. */
final class HookItems {
    static final int MOST = 200;
    private static final int MOST_CHARS = 400;

    private HookItems() {}

    static List<HookItem> of(List<PointDescription.Hook> hooks) {
        return hooks.stream()
                .sorted(Comparator.comparing(each -> !each.failed()))
                .limit(MOST)
                .map(HookItems::item)
                .toList();
    }

    private static HookItem item(PointDescription.Hook of) {
        HookItem item = new HookItem();
        item.namespace = of.namespace();
        item.hook = of.hook();
        item.target = of.target();
        item.when = of.when().equals("after") ? HookTime.After : HookTime.Before;
        item.outcome = of.outcome();
        item.reason = of.reason().substring(0, Math.min(of.reason().length(), MOST_CHARS));
        return item;
    }
}
