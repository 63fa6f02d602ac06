package dev.varve.ingest.push;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.CommitImage;
import dev.varve.protocol.message.ImageSource;

/** One source that a {@link BackupRun} pushes: a volume or a directory tree. */
public interface ImageBackup {
    /** Chain, kind and size, for OpenSession. Called once, before {@link #push}. */
    ImageSource source();

    /**
     * What the source was when {@link #source} looked (path, device, size, times…), for the
     * journal: a run resumes an earlier one only when all bytes are equal.
     */
    byte[] identity();

    /**
     * Pushes all that the image needs, and returns when it is durable. Called again, with nothing
     * done, when the repository turned out to miss some of it.
     */
    CommitImage push(ImagePush push) throws ProtocolException, InterruptedException;
}
