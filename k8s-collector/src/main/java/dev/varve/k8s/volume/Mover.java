package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.ActNames;
import dev.varve.k8s.act.Purpose;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Starts the Pod of one mover, when its turn has come, and follows it to its end. */
final class Mover {
    static final String STEP = "mover";

    private final VolumeTools tools;
    private final ObjectKey subject;

    Mover(VolumeTools tools, ObjectKey subject) {
        this.tools = tools;
        this.subject = subject;
    }

    /**
     * What a mover needs beside it; made after the Pod, which waits for it, so that it can own it.
     */
    @FunctionalInterface
    interface Companion {
        Companion NONE = pod -> {};

        void join(ObjectNode pod) throws IOException, InterruptedException;
    }

    /** Runs a mover until its data is whole; throws, with its reason, when that does not come. */
    MoverResult run(MoverTask task, Companion companion) throws IOException, InterruptedException {
        Purpose purpose = tools.acts().purpose(subject, STEP);
        String name = ActNames.of(purpose);
        String namespace = tools.movers().namespace();
        ObjectNode blank = tools.served().blank(Served.POD, namespace, name);
        Duration limit = tools.patience().move();
        ObjectNode pod = new MoverPod(tools.movers(), task, limit).fill(blank);
        ApiResource pods = tools.served().require(Served.POD);
        awaitTurn(namespace + "/" + name);
        ObjectNode made = tools.acts().create(pods, pod, purpose);
        companion.join(made);
        MoverWatch watch = new MoverWatch(tools, subject, made);
        String message =
                tools.waiting()
                        .await(
                                "mover " + namespace + "/" + name,
                                limit,
                                () ->
                                        watch.look(
                                                tools.acts().cluster().get(pods, namespace, name)));
        return MoverResult.parse(name, message);
    }

    private void awaitTurn(String name) throws IOException, InterruptedException {
        boolean _ =
                tools.waiting()
                        .await(
                                "a node with room for mover " + name,
                                tools.patience().move(),
                                () ->
                                        tools.turn().mayBegin()
                                                ? Optional.of(true)
                                                : Optional.empty());
    }
}
