package dev.varve.ingest.tree;

import dev.varve.ingest.posix.PosixException;
import dev.varve.ingest.pull.ChunkFetcher;
import dev.varve.ingest.pull.Wanted;
import dev.varve.ingest.push.Progress;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.node.ChunkList.Part;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Fetches and writes batches of files. Confined to one thread. */
final class BatchRestore {
    private final TreeReader reader;
    private final ChunkFetcher fetcher;
    private final Attributes attributes;
    private final Progress progress;
    private final RestoreCounts counts;

    BatchRestore(
            TreeReader reader,
            ChunkFetcher fetcher,
            Attributes attributes,
            Progress progress,
            RestoreCounts counts) {
        this.reader = reader;
        this.fetcher = fetcher;
        this.attributes = attributes;
        this.progress = progress;
        this.counts = counts;
    }

    /** Where a wanted chunk goes. */
    private record Place(FileInTheMaking file, long offsetBytes) {}

    /** Restores all; a damaged file is counted and left out, and the others still come. */
    void restore(List<RestoreTask> tasks) throws ProtocolException, InterruptedException {
        List<FileInTheMaking> files = new ArrayList<>(tasks.size());
        try {
            write(tasks, files);
        } catch (ProtocolException e) {
            if (e.code() != ErrorCode.DAMAGED) {
                throw e;
            }
            oneByOne(tasks, files, e);
        } catch (PosixException e) {
            throw unwritable(e);
        }
    }

    private void oneByOne(
            List<RestoreTask> tasks, List<FileInTheMaking> files, ProtocolException damage)
            throws ProtocolException, InterruptedException {
        try {
            for (FileInTheMaking file : files) {
                file.abandon();
            }
            if (tasks.size() == 1) {
                RestoreTask task = tasks.getFirst();
                counts.damaged(
                        task.directory().handle().shownPath()
                                + "/"
                                + task.entry().name()
                                + ": "
                                + damage.getMessage());
                task.directory().release();
                return;
            }
        } catch (PosixException e) {
            throw unwritable(e);
        }
        for (int i = 0; i < tasks.size(); i++) {
            if (i >= files.size() || !files.get(i).isFinished()) {
                restore(List.of(tasks.get(i)));
            }
        }
    }

    private void write(List<RestoreTask> tasks, List<FileInTheMaking> files)
            throws PosixException, ProtocolException, InterruptedException {
        List<Wanted> wanted = new ArrayList<>();
        List<Place> places = new ArrayList<>();
        for (RestoreTask task : tasks) {
            if (task.entry().content() instanceof Content.Inline(byte[] bytes)) {
                FileInTheMaking file = new FileInTheMaking(task, List.of(), attributes);
                files.add(file);
                file.writeInline(bytes);
                count(task);
            } else {
                List<Part> parts = reader.parts(task.entry().content());
                FileInTheMaking file = new FileInTheMaking(task, parts, attributes);
                files.add(file);
                want(parts, file, wanted, places);
                if (parts.stream().allMatch(part -> part.id().isZero())) {
                    file.finishWhenWhole();
                    count(task);
                }
            }
        }
        fetcher.fetch(wanted.iterator(), (index, raw) -> write(places.get((int) index), raw));
    }

    private static void want(
            List<Part> parts, FileInTheMaking file, List<Wanted> wanted, List<Place> places) {
        long offset = 0;
        for (Part part : parts) {
            if (!part.id().isZero()) {
                wanted.add(new Wanted(part.id(), Math.toIntExact(part.rawBytes())));
                places.add(new Place(file, offset));
            }
            offset += part.rawBytes();
        }
    }

    private void write(Place place, ByteBuffer raw) throws ProtocolException {
        int bytes = raw.remaining();
        try {
            place.file.write(raw, place.offsetBytes);
        } catch (PosixException e) {
            throw unwritable(e);
        }
        progress.addReadBytes(bytes);
        progress.addSentBytes(bytes);
        progress.addDoneBytes(bytes);
        if (place.file.isFinished()) {
            count(place.file.task());
        }
    }

    private void count(RestoreTask task) {
        counts.file(task.entry().status().sizeBytes());
    }

    static ProtocolException unwritable(PosixException e) {
        return new ProtocolException(
                ErrorCode.TARGET_UNWRITABLE,
                "cannot restore: " + e.getMessage(),
                "make room or give rights, then run the same restore again: it goes on where it stopped",
                e);
    }
}
