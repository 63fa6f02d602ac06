package dev.varve.repo.store.image;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.Node;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Nodes in memory, encoded and decoded on the way, counting reads. */
public final class MemoryNodes implements NodeSource, NodeSink {
    private final Map<Id, ByteBuffer> nodes = new HashMap<>();
    private int reads;

    @Override
    public void put(Id id, ByteBuffer payload) {
        nodes.put(id, payload);
    }

    public Id put(Node node) {
        ByteBuffer payload = node.encode();
        Id id = Node.idOf(payload);
        put(id, payload);
        return id;
    }

    public void remove(Id id) {
        nodes.remove(id);
    }

    @Override
    public Answer node(Id id) {
        reads++;
        ByteBuffer payload = nodes.get(id);
        if (payload == null) {
            return new Answer.Absent();
        }
        try {
            return new Answer.Found(Node.decode(payload.duplicate()));
        } catch (ProtocolException e) {
            throw new AssertionError("a node of this test does not decode", e);
        }
    }

    public int takeReads() {
        int taken = reads;
        reads = 0;
        return taken;
    }

    public int size() {
        return nodes.size();
    }
}
