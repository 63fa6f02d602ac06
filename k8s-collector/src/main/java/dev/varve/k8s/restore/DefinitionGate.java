package dev.varve.k8s.restore;

import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds a run until the API server serves a kind that it has been given. */
final class DefinitionGate {
    private static final Logger LOGGER = LoggerFactory.getLogger(DefinitionGate.class);

    private final Target target;
    private final Waiting waiting;
    private final Duration limit;

    DefinitionGate(Target target, Waiting waiting, Duration limit) {
        this.target = target;
        this.waiting = waiting;
        this.limit = limit;
    }

    /**
     * Returns when the kind is served, or at the limit: its objects then fail one by one, and are
     * named. False in that case.
     */
    boolean await(ObjectKey definition) throws IOException, InterruptedException {
        try {
            waiting.until(
                    definition + " to be served",
                    limit,
                    () -> target.get(definition).filter(Definitions::isEstablished).isPresent());
            return true;
        } catch (ClusterException e) {
            if (!e.reason().equals(Waiting.TIMEOUT)) {
                throw e;
            }
            LOGGER.atWarn().addKeyValue("definition", definition).log("is not served in time");
            return false;
        }
    }
}
