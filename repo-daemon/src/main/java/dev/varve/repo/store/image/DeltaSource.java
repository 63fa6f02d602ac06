package dev.varve.repo.store.image;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one image, page by page: leaf pages ascending, several for one page in the order
 * in which they were sent, so that the last one wins.
 */
public interface DeltaSource {
    /** The next one, without taking it; null at the end. */
    @Nullable DeltaPage peek() throws IOException;

    /** Takes what {@link #peek} gave. */
    void advance() throws IOException;
}
