package dev.varve.ingest.block;

import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.model.Id;
import java.util.Optional;

/** Knows which blocks of a volume need be read. In any doubt that is all of them. */
@FunctionalInterface
public interface ChangeTracker {
    /** Knows nothing: all is read. */
    ChangeTracker NONE = question -> new Answer.Everything();

    /** Asked before anything is read; again when a push has to begin anew. */
    Answer ask(Question question) throws InterruptedException;

    /**
     * What the push is about.
     *
     * @param client of the repository that the image goes to
     * @param baseRoot of the image that this one builds on; empty: it is the first
     * @param sizeBytes of the volume
     * @param blockBytes of the chain
     */
    record Question(
            RepositoryClient client, Optional<Id> baseRoot, long sizeBytes, int blockBytes) {}

    /** What to read. */
    sealed interface Answer {
        /** All that is no hole. */
        record Everything() implements Answer {}

        /** These blocks; all others are as in the image that the question names. */
        record Changed(BlockSet blocks) implements Answer {}

        /** These blocks; all others are zero. */
        record Data(BlockSet blocks) implements Answer {}
    }
}
