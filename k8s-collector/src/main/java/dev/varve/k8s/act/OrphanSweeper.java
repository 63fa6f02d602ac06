package dev.varve.k8s.act;

import java.io.IOException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds, by their marks, objects that no live run owns, and takes them back. Touches only what this
 * collector marked; snapshots that are kept on purpose stay.
 */
public final class OrphanSweeper {
    private static final Logger LOGGER = LoggerFactory.getLogger(OrphanSweeper.class);

    private final Removal removal;
    private final Predicate<String> isLive;

    /**
     * Sweeps through a removal whose journal is the sweep's own.
     *
     * @param isLive whether a run goes on, or will go on: it has a journal and somebody to resume
     *     it
     */
    public OrphanSweeper(Removal removal, Predicate<String> isLive) {
        this.removal = removal;
        this.isLive = isLive;
    }

    public RemovalReport sweep() throws IOException, InterruptedException {
        RemovalReport report = removal.removeRuns(run -> !isLive.test(run));
        for (RemovalReport.Kept kept : report.kept()) {
            LOGGER.atWarn()
                    .addKeyValue("object", kept.object())
                    .addKeyValue("why", kept.why())
                    .log("orphan left in place");
        }
        LOGGER.atInfo()
                .addKeyValue("removed", report.removed().size())
                .addKeyValue("released", report.released().size())
                .addKeyValue("kept", report.kept().size())
                .log("orphans swept");
        return report;
    }
}
