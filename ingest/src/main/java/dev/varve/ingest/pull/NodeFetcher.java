package dev.varve.ingest.pull;

import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.Node;
import java.util.List;

/**
 * Fetches nodes and proves each by its name, the SHA-256 of its payload. Keeps those used last.
 * Safe for use by many threads.
 */
public final class NodeFetcher {
    public NodeFetcher(RepositoryClient client) {
        throw new UnsupportedOperationException(client.toString());
    }

    /**
     * One node.
     *
     * @throws ProtocolException DAMAGED when it is absent, damaged or not what its name says
     */
    public Node get(Id id) throws ProtocolException, InterruptedException {
        throw new UnsupportedOperationException(id.toString());
    }

    /** Many nodes in one go, in the order of {@code ids}; otherwise like {@link #get}. */
    public List<Node> getAll(List<Id> ids) throws ProtocolException, InterruptedException {
        throw new UnsupportedOperationException(ids.toString());
    }
}
