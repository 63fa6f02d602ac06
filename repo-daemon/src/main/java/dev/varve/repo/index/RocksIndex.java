package dev.varve.repo.index;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** The index on RocksDB. docs/formats/index.md. */
public final class RocksIndex implements Index {
    private static final byte[] IDENTITY_KEY = "identity".getBytes(StandardCharsets.UTF_8);
    private static final int FORMAT_VERSION = 2;

    private final RocksTables tables;
    private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
    private final ReadOptions reads = new ReadOptions();
    private final ReentrantLock writeLock = new ReentrantLock();
    // Native memory must not be freed under a reader: readers share it, close takes it whole.
    private final ReentrantReadWriteLock life = new ReentrantReadWriteLock();
    private boolean closed;

    private RocksIndex(RocksTables tables) {
        this.tables = tables;
    }

    /**
     * Opens the index in {@code folder}, or makes an empty one.
     *
     * @param nativeFolder where the native library is unpacked; one process at a time may use it
     * @throws ProtocolException WRONG_REPOSITORY when it belongs to another repository,
     *     VERSION_UNSUPPORTED when another version made it
     */
    public static RocksIndex open(
            Path folder, Path nativeFolder, Uid repositoryId, IndexSettings settings)
            throws IOException {
        Files.createDirectories(folder);
        Files.createDirectories(nativeFolder);
        // Without a folder of its own, each killed process would leave 17 MB in the machine's.
        NativeLibraryLoader.getInstance().loadLibrary(nativeFolder.toString());
        RocksTables tables;
        try {
            tables = new RocksTables(folder, settings);
        } catch (RocksDBException e) {
            throw new IOException("the index in " + folder + " cannot be opened; rebuild it", e);
        }
        RocksIndex index = new RocksIndex(tables);
        try {
            index.checkIdentity(folder, repositoryId);
            return index;
        } catch (IOException e) {
            index.close(false);
            throw e;
        }
    }

    /** Deletes the index in {@code folder}; nothing when there is none. It must not be open. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void checkIdentity(Path folder, Uid repositoryId) throws IOException {
        byte[] mine =
                ByteBuffer.allocate(Integer.BYTES + Uid.LENGTH)
                        .putInt(FORMAT_VERSION)
                        .put(repositoryId.toBytes())
                        .array();
        byte[] found = call(() -> tables.db().get(tables.meta(), IDENTITY_KEY));
        if (found == null) {
            run(() -> {
                tables.db().put(tables.meta(), unlogged, IDENTITY_KEY, mine);
            });
        } else if (!Arrays.equals(found, 0, Integer.BYTES, mine, 0, Integer.BYTES)) {
            throw new ProtocolException(
                    ErrorCode.VERSION_UNSUPPORTED,
                    "the index in " + folder + " has a format that is not known here",
                    "Rebuild it: varve repo rebuild-index.");
        } else if (!Arrays.equals(found, mine)) {
            throw new ProtocolException(
                    ErrorCode.WRONG_REPOSITORY,
                    "the index in " + folder + " belongs to another repository",
                    "Rebuild it: varve repo rebuild-index.");
        }
    }

    @Override
    public IndexBatch newBatch() {
        return new ChangeBatch(this);
    }

    @Override
    public void write(IndexBatch batch) throws IOException {
        ChangeBatch changes = (ChangeBatch) batch;
        writeLock.lock();
        try (WriteBatch writes = new WriteBatch()) {
            run(() -> {
                resolveObjects(changes, writes);
                addPairs(changes, writes);
                tables.db().write(unlogged, writes);
            });
        } finally {
            writeLock.unlock();
        }
    }

    private void resolveObjects(ChangeBatch changes, WriteBatch writes)
            throws RocksDBException, IOException {
        if (changes.objects().isEmpty()) {
            return;
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>(changes.objects().size());
        List<byte[]> keys = new ArrayList<>(changes.objects().size());
        for (ObjectKey key : changes.objects().keySet()) {
            handles.add(tables.of(key.kind()));
            keys.add(key.toBytes());
        }
        List<byte[]> values = tables.db().multiGetAsList(reads, handles, keys);
        LiveEntries live = new LiveEntries();
        int i = 0;
        for (ObjectChange change : changes.objects().values()) {
            ObjectEntry before = ObjectCodec.decode(values.get(i));
            ObjectEntry after = change.resolve(before);
            if (after != null && !after.equals(before)) {
                writes.put(handles.get(i), keys.get(i), ObjectCodec.encode(after));
            } else if (after == null && before != null) {
                writes.delete(handles.get(i), keys.get(i));
            }
            live.changed(before, after);
            i++;
        }
        addLiveEntries(live, writes);
    }

    private void addLiveEntries(LiveEntries live, WriteBatch writes) throws RocksDBException {
        ColumnFamilyHandle handle = tables.of(Family.LIVE_ENTRIES);
        for (Map.Entry<Long, Long> each : live.differences().entrySet()) {
            byte[] key = LiveEntries.key(each.getKey());
            long before = LiveEntries.decode(tables.db().get(handle, key));
            writes.put(handle, key, LiveEntries.encode(before + each.getValue()));
        }
    }

    private void addPairs(ChangeBatch changes, WriteBatch writes) throws RocksDBException {
        for (Map.Entry<ChangeBatch.Pair, Optional<byte[]>> pair : changes.pairs().entrySet()) {
            ColumnFamilyHandle handle = tables.of(pair.getKey().family());
            byte[] key = pair.getKey().key().array();
            Optional<byte[]> value = pair.getValue();
            if (value.isPresent()) {
                writes.put(handle, key, value.get());
            } else {
                writes.delete(handle, key);
            }
        }
        for (SegmentState state : changes.segments().values()) {
            writes.put(
                    tables.segments(),
                    SegmentStateCodec.key(state.segmentId()),
                    SegmentStateCodec.encode(state));
        }
        for (long segment : changes.removedSegments()) {
            writes.delete(tables.segments(), SegmentStateCodec.key(segment));
            writes.delete(tables.of(Family.LIVE_ENTRIES), LiveEntries.key(segment));
        }
    }

    @Override
    public @Nullable ObjectEntry object(ObjectKind kind, int vaultNumber, Id id)
            throws IOException {
        byte[] key = ObjectKey.of(kind, vaultNumber, id).toBytes();
        return ObjectCodec.decode(call(() -> tables.db().get(tables.of(kind), key)));
    }

    @Override
    public List<@Nullable ObjectEntry> objects(ObjectKind kind, int vaultNumber, List<Id> ids)
            throws IOException {
        List<@Nullable ObjectEntry> entries = new ArrayList<>(ids.size());
        for (byte[] value : values(kind, vaultNumber, ids)) {
            entries.add(ObjectCodec.decode(value));
        }
        return entries;
    }

    @Override
    public BitSet present(ObjectKind kind, int vaultNumber, List<Id> ids) throws IOException {
        BitSet present = new BitSet(ids.size());
        List<@Nullable ObjectEntry> entries = objects(kind, vaultNumber, ids);
        for (int i = 0; i < entries.size(); i++) {
            ObjectEntry entry = entries.get(i);
            present.set(i, entry != null && entry.present());
        }
        return present;
    }

    private List<byte[]> values(ObjectKind kind, int vaultNumber, List<Id> ids) throws IOException {
        if (ids.isEmpty()) {
            return List.of();
        }
        List<byte[]> keys = new ArrayList<>(ids.size());
        for (Id id : ids) {
            keys.add(ObjectKey.of(kind, vaultNumber, id).toBytes());
        }
        List<ColumnFamilyHandle> handles = Collections.nCopies(ids.size(), tables.of(kind));
        return call(() -> tables.db().multiGetAsList(reads, handles, keys));
    }

    @Override
    public void scanObjects(ObjectKind kind, int vaultNumber, ObjectVisitor visitor)
            throws IOException {
        byte[] prefix =
                vaultNumber < 0
                        ? new byte[0]
                        : ByteBuffer.allocate(Integer.BYTES).putInt(vaultNumber).array();
        scan(
                tables.of(kind),
                prefix,
                true,
                (key, value) -> {
                    ObjectEntry entry = ObjectCodec.decode(value);
                    return entry == null
                            || visitor.visit(
                                    ByteBuffer.wrap(key).getInt(),
                                    Arrays.copyOfRange(key, Integer.BYTES, key.length),
                                    entry);
                });
    }

    @Override
    public byte @Nullable [] get(Family family, byte[] key) throws IOException {
        return call(() -> tables.db().get(tables.of(family), key));
    }

    @Override
    public void scan(Family family, byte[] prefix, PairVisitor visitor) throws IOException {
        scan(tables.of(family), prefix, true, visitor);
    }

    @Override
    public void scanBackward(Family family, byte[] prefix, PairVisitor visitor) throws IOException {
        scan(tables.of(family), prefix, false, visitor);
    }

    @Override
    public void scanBehind(
            Family family, byte[] prefix, byte[] start, boolean forward, PairVisitor visitor)
            throws IOException {
        run(() -> {
            try (RocksIterator pairs = tables.db().newIterator(tables.of(family))) {
                if (forward) {
                    pairs.seek(start);
                } else {
                    pairs.seekForPrev(start);
                }
                if (pairs.isValid() && Arrays.equals(pairs.key(), start)) {
                    step(pairs, forward);
                }
                visit(pairs, prefix, forward, visitor);
            }
        });
    }

    private void scan(
            ColumnFamilyHandle handle, byte[] prefix, boolean forward, PairVisitor visitor)
            throws IOException {
        run(() -> {
            try (RocksIterator pairs = tables.db().newIterator(handle)) {
                seek(pairs, prefix, forward);
                visit(pairs, prefix, forward, visitor);
            }
        });
    }

    private static void visit(
            RocksIterator pairs, byte[] prefix, boolean forward, PairVisitor visitor)
            throws IOException, RocksDBException {
        while (pairs.isValid() && startsWith(pairs.key(), prefix)) {
            if (!visitor.visit(pairs.key(), pairs.value())) {
                return;
            }
            step(pairs, forward);
        }
        pairs.status();
    }

    private static void step(RocksIterator pairs, boolean forward) {
        if (forward) {
            pairs.next();
        } else {
            pairs.prev();
        }
    }

    private static void seek(RocksIterator pairs, byte[] prefix, boolean forward) {
        if (forward) {
            pairs.seek(prefix);
            return;
        }
        byte[] behind = successor(prefix);
        if (behind.length == 0) {
            pairs.seekToLast();
            return;
        }
        pairs.seek(behind);
        if (pairs.isValid()) {
            pairs.prev();
        } else {
            pairs.seekToLast();
        }
    }

    /** The smallest key above all that begin with the prefix; empty when there is none. */
    private static byte[] successor(byte[] prefix) {
        int end = prefix.length;
        while (end > 0 && prefix[end - 1] == (byte) 0xFF) {
            end--;
        }
        byte[] next = Arrays.copyOf(prefix, end);
        if (end > 0) {
            next[end - 1]++;
        }
        return next;
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length
                && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    @Override
    public List<SegmentState> segments() throws IOException {
        List<SegmentState> states = new ArrayList<>();
        scan(
                tables.segments(),
                new byte[0],
                true,
                (key, value) -> states.add(SegmentStateCodec.decode(key, value)));
        return states;
    }

    @Override
    public long liveEntries(long segmentId) throws IOException {
        return LiveEntries.decode(get(Family.LIVE_ENTRIES, LiveEntries.key(segmentId)));
    }

    @Override
    public void flush() throws IOException {
        run(() -> {
            try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
                tables.db().flush(wait, tables.all());
            }
        });
    }

    @Override
    public long sizeBytes() throws IOException {
        return call(() -> {
            long sum = 0;
            for (ColumnFamilyHandle handle : tables.all()) {
                sum += tables.db().getLongProperty(handle, "rocksdb.total-sst-files-size");
            }
            return sum;
        });
    }

    @Override
    public void close() throws IOException {
        close(true);
    }

    /** Loses what was not flushed, as a killed process would. */
    void crash() throws IOException {
        close(false);
    }

    private void close(boolean flushed) throws IOException {
        if (life.isWriteLocked() || closed) {
            return;
        }
        try {
            if (flushed) {
                flush();
            }
        } finally {
            life.writeLock().lock();
            try {
                closed = true;
                tables.close();
                reads.close();
                unlogged.close();
            } finally {
                life.writeLock().unlock();
            }
        }
    }

    private <T extends @Nullable Object> T call(Access<T> access) throws IOException {
        life.readLock().lock();
        try {
            if (closed) {
                throw new IOException("the index is closed");
            }
            return access.run();
        } catch (RocksDBException e) {
            throw new IOException("the index failed: " + e.getMessage(), e);
        } finally {
            life.readLock().unlock();
        }
    }

    private void run(Action action) throws IOException {
        call(() -> {
            action.run();
            return true;
        });
    }

    @FunctionalInterface
    private interface Action {
        void run() throws RocksDBException, IOException;
    }

    @FunctionalInterface
    private interface Access<T extends @Nullable Object> {
        T run() throws RocksDBException, IOException;
    }
}
