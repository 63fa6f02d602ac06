package dev.varve.repo.index;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksObject;
import org.rocksdb.WriteBufferManager;

/**
 * The open database with one column family for each table, and the native objects it lives on. Its
 * own log is off (the segments are the log), so all families are flushed together or not at all;
 * otherwise a watermark could outlive what it speaks of.
 */
final class RocksTables implements AutoCloseable {
    private static final double FILTER_BITS_PER_KEY = 10;
    private static final double SHARE_FOR_FILTERS = 0.5;

    /** Most of what a push asks about is new: a filter answers that without a search. */
    private static final double MEMTABLE_FILTER_SHARE = 0.02;

    /** A dozen tables that hold little must not fill the write buffers by being there. */
    private static final long SMALL_ARENA_BYTES = 64 << 10;

    private static final int MOST_LOG_FILES = 2;
    private static final int BACKGROUND_JOBS = 2;

    private final List<RocksObject> natives = new ArrayList<>();
    private final Map<ObjectKind, ColumnFamilyHandle> objects = new EnumMap<>(ObjectKind.class);
    private final Map<Family, ColumnFamilyHandle> families = new EnumMap<>(Family.class);
    private final List<ColumnFamilyHandle> handles = new ArrayList<>();
    private final RocksDB db;

    RocksTables(Path folder, IndexSettings settings) throws RocksDBException {
        LRUCache cache = keep(new LRUCache(settings.cacheBytes(), -1, false, SHARE_FOR_FILTERS));
        WriteBufferManager buffers =
                keep(new WriteBufferManager(settings.writeBufferBytes(), cache));
        DBOptions options =
                keep(new DBOptions())
                        .setCreateIfMissing(true)
                        .setCreateMissingColumnFamilies(true)
                        .setAtomicFlush(true)
                        .setAvoidFlushDuringShutdown(true)
                        .setWriteBufferManager(buffers)
                        .setMaxBackgroundJobs(BACKGROUND_JOBS)
                        .setMaxOpenFiles(-1)
                        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                        .setKeepLogFileNum(MOST_LOG_FILES);
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        ColumnFamilyOptions small =
                familyOptions(cache, settings)
                        .setArenaBlockSize(SMALL_ARENA_BYTES)
                        .setMemtablePrefixBloomSizeRatio(0);
        descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, small));
        for (ObjectKind kind : ObjectKind.values()) {
            descriptors.add(descriptor(kind.name() + "S", familyOptions(cache, settings)));
        }
        descriptors.add(descriptor("SEGMENTS", small));
        for (Family family : Family.values()) {
            descriptors.add(descriptor(family.name(), small));
        }
        try {
            db = RocksDB.open(options, folder.toString(), descriptors, handles);
        } catch (RocksDBException e) {
            closeNatives();
            throw e;
        }
        int next = 1;
        for (ObjectKind kind : ObjectKind.values()) {
            objects.put(kind, handles.get(next++));
        }
        next++;
        for (Family family : Family.values()) {
            families.put(family, handles.get(next++));
        }
    }

    private static ColumnFamilyDescriptor descriptor(String name, ColumnFamilyOptions options) {
        return new ColumnFamilyDescriptor(
                name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8), options);
    }

    private ColumnFamilyOptions familyOptions(LRUCache cache, IndexSettings settings) {
        BlockBasedTableConfig tables =
                new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setFilterPolicy(keep(new BloomFilter(FILTER_BITS_PER_KEY)))
                        .setOptimizeFiltersForMemory(true)
                        .setCacheIndexAndFilterBlocks(true)
                        .setCacheIndexAndFilterBlocksWithHighPriority(true)
                        .setPinL0FilterAndIndexBlocksInCache(true)
                        .setFormatVersion(6);
        // Keys are hashes and values packed: compression would find nothing.
        return keep(new ColumnFamilyOptions())
                .setTableFormatConfig(tables)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setWriteBufferSize(settings.writeBufferBytes() / 2)
                .setMemtablePrefixBloomSizeRatio(MEMTABLE_FILTER_SHARE)
                .setMemtableWholeKeyFiltering(true)
                .setLevelCompactionDynamicLevelBytes(true);
    }

    RocksDB db() {
        return db;
    }

    ColumnFamilyHandle meta() {
        return handles.get(0);
    }

    ColumnFamilyHandle segments() {
        return handles.get(1 + ObjectKind.values().length);
    }

    ColumnFamilyHandle of(ObjectKind kind) {
        return Objects.requireNonNull(objects.get(kind));
    }

    ColumnFamilyHandle of(Family family) {
        return Objects.requireNonNull(families.get(family));
    }

    List<ColumnFamilyHandle> all() {
        return handles;
    }

    @Override
    public void close() {
        handles.forEach(ColumnFamilyHandle::close);
        db.close();
        closeNatives();
    }

    private void closeNatives() {
        for (RocksObject object : natives.reversed()) {
            object.close();
        }
    }

    private <T extends RocksObject> T keep(T object) {
        natives.add(object);
        return object;
    }
}
