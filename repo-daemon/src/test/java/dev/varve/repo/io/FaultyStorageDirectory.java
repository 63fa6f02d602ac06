package dev.varve.repo.io;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A directory in memory that fails as told, and knows what was not synced. {@link #crash} ends the
 * life of all open files and leaves what a power cut would: of each file the synced bytes, and of
 * those behind them any part, torn or as zeros; of names, the synced ones and perhaps the others.
 */
public final class FaultyStorageDirectory implements StorageDirectory {
    private static final String NO_SPACE = "No space left on device";

    private final SplittableRandom random;
    private final TreeMap<String, Content> names = new TreeMap<>();
    private final TreeMap<String, Content> syncedNames = new TreeMap<>();
    private final Set<String> locks = new HashSet<>();
    private long capacityBytes = Long.MAX_VALUE / 4;
    private long changesUntilCrash = Long.MAX_VALUE;
    private long changesUntilSyncFails = Long.MAX_VALUE;
    private int life;
    private boolean dead;
    private long changes;

    /** Bytes of one file, and which of them are synced. */
    private static final class Content {
        private byte[] bytes = new byte[1 << 10];
        private int length;
        private byte[] synced = new byte[0];

        private void write(byte[] more, int count) {
            if (length + count > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
            }
            System.arraycopy(more, 0, bytes, length, count);
            length += count;
        }
    }

    public FaultyStorageDirectory(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** After this many changes (writes, syncs, names) every call fails, until {@link #crash}. */
    public synchronized void crashAfter(long count) {
        changesUntilCrash = changes + count;
    }

    /** The sync after this many changes fails, once. */
    public synchronized void failSyncAfter(long count) {
        changesUntilSyncFails = changes + count;
    }

    public synchronized void capacity(long bytes) {
        capacityBytes = bytes;
    }

    /** Changes so far: writes, syncs, truncations, names. */
    public synchronized long changes() {
        return changes;
    }

    public synchronized boolean isDead() {
        return dead;
    }

    /** Power cut: what was not synced is lost, or torn. The directory works again afterwards. */
    public synchronized void crash() {
        TreeMap<String, Content> left = new TreeMap<>(syncedNames);
        for (Map.Entry<String, Content> each : names.entrySet()) {
            if (random.nextBoolean()) {
                left.putIfAbsent(each.getKey(), each.getValue());
            }
        }
        left.values().forEach(this::tear);
        restart(left);
    }

    /** kill -9: the process is gone, the machine and all that was written lives on. */
    public synchronized void kill() {
        restart(new TreeMap<>(names));
    }

    private void restart(Map<String, Content> left) {
        names.clear();
        names.putAll(left);
        syncedNames.clear();
        syncedNames.putAll(left);
        locks.clear();
        life++;
        dead = false;
        changesUntilCrash = Long.MAX_VALUE;
        changesUntilSyncFails = Long.MAX_VALUE;
    }

    private void tear(Content content) {
        int kept = content.synced.length;
        byte[] torn = Arrays.copyOf(content.bytes, content.length);
        if (content.length > kept) {
            int cut = kept + random.nextInt(content.length - kept + 1);
            torn = Arrays.copyOf(torn, cut);
            if (cut > kept && random.nextInt(3) == 0) {
                int hole = kept + random.nextInt(cut - kept);
                Arrays.fill(torn, hole, hole + random.nextInt(cut - hole + 1), (byte) 0);
            }
        }
        // What was synced and then cut off comes back, unless the cut was synced, too.
        if (torn.length < kept) {
            torn = content.synced.clone();
        } else {
            System.arraycopy(content.synced, 0, torn, 0, kept);
        }
        content.bytes = torn;
        content.length = torn.length;
        content.synced = torn.clone();
    }

    /** The bytes of a file as they are, to break them. */
    public synchronized byte[] bytes(String name) throws IOException {
        Content content = find(name);
        return Arrays.copyOf(content.bytes, content.length);
    }

    /** Puts other bytes into a file, durably. */
    public synchronized void replace(String name, byte[] bytes) {
        Content content = new Content();
        content.write(bytes, bytes.length);
        content.synced = bytes.clone();
        names.put(name, content);
        syncedNames.put(name, content);
    }

    /** Loses a file, durably. */
    public synchronized void lose(String name) {
        names.remove(name);
        syncedNames.remove(name);
    }

    @Override
    public Path path() {
        return Path.of("/faulty");
    }

    @Override
    public synchronized StorageFile create(String name) throws IOException {
        change();
        if (names.containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        Content content = new Content();
        names.put(name, content);
        return new Handle(name, content, true);
    }

    @Override
    public synchronized StorageFile open(String name) throws IOException {
        return new Handle(name, find(name), true);
    }

    @Override
    public synchronized StorageFile openForReading(String name) throws IOException {
        return new Handle(name, find(name), false);
    }

    @Override
    public synchronized boolean exists(String name) throws IOException {
        requireAlive();
        return names.containsKey(name);
    }

    @Override
    public synchronized long size(String name) throws IOException {
        return find(name).length;
    }

    @Override
    public synchronized List<String> list(String folder) throws IOException {
        requireAlive();
        String prefix = folder + "/";
        return names.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .filter(name -> name.indexOf('/') < 0)
                .toList();
    }

    @Override
    public synchronized void createFolder(String folder) throws IOException {
        requireAlive();
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        change();
        names.put(to, find(from));
        names.remove(from);
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        find(name);
        change();
        names.remove(name);
    }

    @Override
    public synchronized void syncFolder(String folder) throws IOException {
        change();
        String prefix = folder.isEmpty() ? "" : folder + "/";
        syncedNames.keySet().removeIf(name -> name.startsWith(prefix) && !names.containsKey(name));
        names.forEach((name, content) -> {
            if (name.startsWith(prefix)) {
                syncedNames.put(name, content);
            }
        });
    }

    @Override
    public synchronized long freeBytes() {
        return capacityBytes - usedBytes();
    }

    private long usedBytes() {
        return names.values().stream().mapToLong(content -> content.length).sum();
    }

    @Override
    public synchronized long totalBytes() {
        return capacityBytes;
    }

    @Override
    public synchronized StorageLock lock(String name) throws IOException {
        requireAlive();
        if (!locks.add(name)) {
            throw new ProtocolException(ErrorCode.REPOSITORY_IN_USE, name + " is locked", "");
        }
        return () -> {
            synchronized (FaultyStorageDirectory.this) {
                locks.remove(name);
            }
        };
    }

    private Content find(String name) throws IOException {
        requireAlive();
        Content content = names.get(name);
        if (content == null) {
            throw new NoSuchFileException(name);
        }
        return content;
    }

    private void change() throws IOException {
        requireAlive();
        if (changes >= changesUntilCrash) {
            dead = true;
            requireAlive();
        }
        changes++;
    }

    private void requireAlive() throws IOException {
        if (dead) {
            throw new IOException("the machine is off");
        }
    }

    private final class Handle implements StorageFile {
        private final String name;
        private final Content content;
        private final boolean writable;
        private final int bornIn = life;
        private @Nullable IOException broken;
        private boolean closed;

        private Handle(String name, Content content, boolean writable) {
            this.name = name;
            this.content = content;
            this.writable = writable;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long size() throws IOException {
            synchronized (FaultyStorageDirectory.this) {
                requireOpen();
                return content.length;
            }
        }

        @Override
        public void append(ByteBuffer... buffers) throws IOException {
            synchronized (FaultyStorageDirectory.this) {
                requireWritable();
                byte[] all = concat(buffers);
                try {
                    change();
                } catch (IOException e) {
                    content.write(all, random.nextInt(all.length + 1));
                    throw e;
                }
                long room = capacityBytes - usedBytes();
                if (room < all.length) {
                    content.write(all, (int) Math.max(0, room));
                    throw new IOException(NO_SPACE);
                }
                content.write(all, all.length);
            }
        }

        @Override
        public int read(ByteBuffer target, long offset) throws IOException {
            synchronized (FaultyStorageDirectory.this) {
                requireOpen();
                int count = (int) Math.min(target.remaining(), content.length - offset);
                if (count <= 0) {
                    return 0;
                }
                target.put(content.bytes, (int) offset, count);
                return count;
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (FaultyStorageDirectory.this) {
                requireOpen();
                change();
                if (changes > changesUntilSyncFails) {
                    changesUntilSyncFails = Long.MAX_VALUE;
                    broken = new IOException("Input/output error");
                }
                if (broken != null) {
                    throw new IOException("sync of " + name, broken);
                }
                content.synced = Arrays.copyOf(content.bytes, content.length);
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (FaultyStorageDirectory.this) {
                requireWritable();
                change();
                content.length = (int) Math.min(size, content.length);
            }
        }

        @Override
        public void close() {
            synchronized (FaultyStorageDirectory.this) {
                closed = true;
            }
        }

        private void requireWritable() throws IOException {
            requireOpen();
            if (!writable) {
                throw new IOException(name + " is open for reading only");
            }
        }

        private void requireOpen() throws IOException {
            requireAlive();
            if (closed || bornIn != life) {
                throw new IOException(name + " is closed");
            }
        }

        private byte[] concat(ByteBuffer[] buffers) {
            int length = Arrays.stream(buffers).mapToInt(ByteBuffer::remaining).sum();
            ByteBuffer all = ByteBuffer.allocate(length);
            for (ByteBuffer buffer : buffers) {
                all.put(buffer.duplicate());
            }
            return all.array();
        }
    }

    /** Names of all files, with their folders. */
    public synchronized List<String> files() {
        return new ArrayList<>(names.keySet());
    }
}
