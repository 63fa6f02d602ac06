package dev.varve.ingest.pull;

import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ReadEnd;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.Node;
import dev.varve.protocol.record.RecordHeader;
import dev.varve.protocol.record.RecordType;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Fetches nodes and proves each by its name, the SHA-256 of its payload. Keeps those used last.
 * Safe for use by many threads.
 */
public final class NodeFetcher {
    /** Payloads of what is kept; as objects they take about three times as much. */
    private static final int KEPT_BYTES = 8 << 20;

    private static final int IDS_WITHOUT_LIMIT = 1024;

    private final RepositoryClient client;
    private final LinkedHashMap<Id, Kept> kept = new LinkedHashMap<>(512, 0.75f, true);
    private int keptBytes;

    private record Kept(Node node, int bytes) {}

    public NodeFetcher(RepositoryClient client) {
        this.client = client;
    }

    /**
     * One node.
     *
     * @throws ProtocolException DAMAGED when it is absent, damaged or not what its name says
     */
    public Node get(Id id) throws ProtocolException, InterruptedException {
        return getAll(List.of(id)).getFirst();
    }

    /** Many nodes in one go, in the order of {@code ids}; otherwise like {@link #get}. */
    public List<Node> getAll(List<Id> ids) throws ProtocolException, InterruptedException {
        Map<Id, Node> found = new HashMap<>();
        Set<Id> asked = new LinkedHashSet<>();
        for (Id id : ids) {
            Node node = recall(id);
            if (node == null) {
                asked.add(id);
            } else {
                found.put(id, node);
            }
        }
        int limit = client.welcome().getLimits().getIdsPerRequest();
        int most = limit > 0 ? limit : IDS_WITHOUT_LIMIT;
        List<Id> missing = List.copyOf(asked);
        for (int start = 0; start < missing.size(); start += most) {
            fetch(missing.subList(start, Math.min(start + most, missing.size())), found);
        }
        List<Node> nodes = new ArrayList<>(ids.size());
        for (Id id : ids) {
            Node node = found.get(id);
            if (node == null) {
                throw Answers.damaged("node", id, "did not come");
            }
            nodes.add(node);
        }
        return nodes;
    }

    private void fetch(List<Id> ids, Map<Id, Node> found)
            throws ProtocolException, InterruptedException {
        ConcurrentLinkedQueue<ByteBuffer> payloads = new ConcurrentLinkedQueue<>();
        ReadEnd end =
                Answers.await(
                        client.getNodes(
                                ids, (header, record) -> payloads.add(copy(header, record))));
        Answers.requireAll("node", end);
        for (ByteBuffer payload : payloads) {
            // The name is computed, so a payload that is not what was asked for is never found.
            Id id = Node.idOf(payload);
            Node node = Node.decode(payload);
            found.put(id, node);
            keep(id, new Kept(node, payload.capacity()));
        }
    }

    private static ByteBuffer copy(RecordHeader header, ByteBuf record) {
        if (header.type() != RecordType.NODE) {
            return ByteBuffer.allocate(0);
        }
        byte[] payload = new byte[header.payloadLength()];
        record.getBytes(record.readerIndex() + header.payloadOffset(), payload);
        return ByteBuffer.wrap(payload);
    }

    private synchronized @Nullable Node recall(Id id) {
        Kept known = kept.get(id);
        return known == null ? null : known.node;
    }

    private synchronized void keep(Id id, Kept fetched) {
        Kept before = kept.put(id, fetched);
        keptBytes += fetched.bytes - (before == null ? 0 : before.bytes);
        while (keptBytes > KEPT_BYTES && kept.size() > 1) {
            keptBytes -= kept.pollFirstEntry().getValue().bytes;
        }
    }
}
