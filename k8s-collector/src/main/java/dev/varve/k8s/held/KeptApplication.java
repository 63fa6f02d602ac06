package dev.varve.k8s.held;

import dev.varve.ingest.tree.DocumentWriter;
import dev.varve.ingest.tree.TreeEntry;
import dev.varve.k8s.point.PointDescription;
import java.io.IOException;
import java.util.Optional;

/** An application that a blueprint protected, and what is kept of it in the point. */
sealed interface KeptApplication permits HeldApplication, DumpedApplication {
    /** Of a dump whole only after {@link #write}. */
    PointDescription.Application description();

    /** Whether there is, or will be, anything to write. */
    boolean hasImage();

    /**
     * Writes what is kept, as a directory of the Pod's name; may be called again.
     *
     * @throws IOException when the point cannot be written; not when the application failed
     */
    Optional<TreeEntry> write(DocumentWriter writer, SpooledTails tails)
            throws IOException, InterruptedException;
}
