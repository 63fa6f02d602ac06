package dev.varve.ingest.push;

import dev.varve.ingest.journal.SessionJournal;
import dev.varve.protocol.message.ImageBase;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** The part of a push that is one image's. Safe for use by many threads. */
public final class ImagePush {
    private final PushContext context;
    private final int ordinal;
    private final ImageBase base;
    private final SessionJournal journal;
    private final boolean trustEarlier;

    /**
     * @param ordinal number of the image in its session
     * @param trustEarlier false: what earlier attempts made durable is not to be relied on
     */
    public ImagePush(
            PushContext context,
            int ordinal,
            ImageBase base,
            SessionJournal journal,
            boolean trustEarlier) {
        this.context = context;
        this.ordinal = ordinal;
        this.base = base;
        this.journal = journal;
        this.trustEarlier = trustEarlier;
    }

    public PushContext context() {
        return context;
    }

    public int ordinal() {
        return ordinal;
    }

    /** The image that this one builds on; its point id is empty when there is none. */
    public ImageBase base() {
        return base;
    }

    /** False: every piece must be pushed again (the daemon still says which it has). */
    public boolean trustsEarlier() {
        return trustEarlier;
    }

    /**
     * Calls {@code unit} for each unit that an earlier run of this session had made durable, in the
     * order of {@link #unitDone}. The buffer is valid during the call only.
     */
    public void forEachDone(Consumer<ByteBuffer> unit) {
        if (trustEarlier) {
            journal.forEachUnit(ordinal, unit);
        }
    }

    /**
     * Notes a unit (bytes of the caller's, up to 1 MiB) as durable at the daemon, for a later run
     * of this session. To be called after the futures of all that it needs completed.
     */
    public void unitDone(ByteBuffer unit) {
        journal.unitDone(ordinal, unit);
    }
}
