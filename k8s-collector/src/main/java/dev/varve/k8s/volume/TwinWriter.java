package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.ActNames;
import dev.varve.k8s.act.Purpose;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.volume.RestoreState.Planned;
import dev.varve.k8s.volume.RestoreState.Twinned;
import dev.varve.k8s.volume.RestoreState.Written;
import java.io.IOException;

/** Writes a volume through a claim in the collector's namespace, the twin of the user's. */
final class TwinWriter {
    private final VolumeTools tools;

    TwinWriter(VolumeTools tools) {
        this.tools = tools;
    }

    /** It is not waited for: where its class waits for a first consumer, that is the mover. */
    Twinned twin(Planned state) throws IOException, InterruptedException {
        VolumeRestorePlan plan = state.plan();
        Purpose purpose = tools.acts().purpose(plan.subject(), "twin");
        ObjectNode twin =
                tools.served()
                        .blank(Served.CLAIM, tools.movers().namespace(), ActNames.of(purpose));
        twin.set("spec", plan.claim().path("spec").deepCopy());
        twin.withObject("/spec").remove("selector");
        ObjectNode made = tools.acts().create(tools.served().require(Served.CLAIM), twin, purpose);
        return state.twinned(made.at("/metadata/name").asText());
    }

    Written write(Twinned state) throws IOException, InterruptedException {
        VolumeRestorePlan plan = state.plan();
        MoverTask task =
                new MoverTask(
                        plan.subject(),
                        MoverTask.Direction.RESTORE,
                        new MoverTask.VolumeAccess.Claim(state.twin(), plan.mode()),
                        plan.arguments(),
                        new MoverTask.Place("", plan.nodeSelector()));
        return state.written(new Mover(tools, plan.subject()).run(task, Mover.Companion.NONE));
    }
}
