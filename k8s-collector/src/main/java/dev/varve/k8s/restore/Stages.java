package dev.varve.k8s.restore;

import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.order.RestoreOrder;
import dev.varve.k8s.order.Schedule;
import dev.varve.k8s.order.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Puts the items of a plan in order. */
final class Stages {
    /** Definitions must be served before objects of their kinds come. */
    static final String ESTABLISHED = Stage.Wait.CRDS_ESTABLISHED.name();

    private Stages() {}

    /**
     * The stages of a plan.
     *
     * @param notes gets what had to be decided, for the plan's risks
     */
    static List<RestorePlan.Stage> of(
            PointIndex index, Map<ObjectKey, PlanItem> items, List<String> notes)
            throws IOException, InterruptedException {
        RestoreOrder order = new RestoreOrder();
        for (ObjectKey key : items.keySet()) {
            order.add(index.read(key).orElseThrow());
        }
        Schedule schedule = order.schedule();
        notes.addAll(schedule.notes());
        List<RestorePlan.Stage> stages = new ArrayList<>();
        for (Stage stage : schedule.stages()) {
            // Volumes are filled, CronJobs resumed and webhooks awaited by the run itself.
            if (stage.action() == Stage.Action.CREATE) {
                stages.add(
                        new RestorePlan.Stage(
                                stage.phase().name(),
                                stage.waitAfter().name(),
                                stage.keys().stream()
                                        .map(items::get)
                                        .filter(Objects::nonNull)
                                        .toList()));
            }
        }
        return stages;
    }
}
