package dev.varve.repo.session;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The connections of one server, and how many each client has. Safe for use by many threads. */
final class ClientConnections {
    private final int mostPerClient;
    private final Set<ClientConnection> all = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> byClient = new HashMap<>();

    ClientConnections(int mostPerClient) {
        this.mostPerClient = mostPerClient;
    }

    void opened(ClientConnection connection) {
        all.add(connection);
    }

    void closed(ClientConnection connection) {
        all.remove(connection);
    }

    /** The connection turned out to be this client's. */
    synchronized void enter(String client) throws ProtocolException {
        int count = byClient.getOrDefault(client, 0);
        if (count >= mostPerClient) {
            throw new ProtocolException(
                    ErrorCode.LIMIT_REACHED,
                    "client " + client + " has " + count + " connections already",
                    "use fewer connections, or wait for the others to end");
        }
        byClient.put(client, count + 1);
    }

    synchronized void leave(String client) {
        byClient.computeIfPresent(client, (name, count) -> count == 1 ? null : count - 1);
    }

    List<ClientConnection> list() {
        return List.copyOf(all);
    }
}
