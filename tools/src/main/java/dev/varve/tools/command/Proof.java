package dev.varve.tools.command;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.pull.NodeFetcher;
import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.push.Progress;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.BlockPage;
import dev.varve.protocol.node.BlockRoot;
import dev.varve.protocol.node.ChunkList;
import dev.varve.protocol.node.Node;
import dev.varve.protocol.node.TreeIndex;
import dev.varve.protocol.node.TreePage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The client's half of the level {@code proof}: fetches every node and every chunk of an image,
 * opens it and compares it with its name. What an image shares with one proved before is not
 * fetched twice, as far as a bounded memory of nodes reaches. Confined to one thread.
 */
final class Proof implements AutoCloseable {
    private static final int KEPT_NODES = 200_000;
    private static final int NODES_AT_ONCE = 256;
    private static final int CHUNKS_AT_ONCE = 512;

    private final NodeFetcher nodes;
    private final ChunkProof chunks;
    private final Progress progress;
    private final Cancellation cancellation;

    private final Set<Id> proven =
            Collections.newSetFromMap(
                    new LinkedHashMap<>() {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<Id, Boolean> eldest) {
                            return size() > KEPT_NODES;
                        }
                    });

    private final ArrayDeque<Id> nodesToDo = new ArrayDeque<>();
    private final List<Id> chunksToDo = new ArrayList<>();

    Proof(
            RepositoryClient client,
            VaultCipher cipher,
            Progress progress,
            Cancellation cancellation) {
        this.nodes = new NodeFetcher(client);
        this.chunks = new ChunkProof(client, cipher, progress);
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /** Proves all images of a point; damage goes into {@code findings}. */
    void prove(PointDocument point, Findings findings)
            throws ProtocolException, InterruptedException {
        for (PointImage image : point.getImagesList()) {
            try {
                prove(Id.at(image.getRoot().toByteArray(), 0));
            } catch (ProtocolException e) {
                if (e.code() != ErrorCode.DAMAGED && e.code() != ErrorCode.BAD_MESSAGE) {
                    throw e;
                }
                findings.add(String.valueOf(e.getMessage()), PointName.id(point), image.getChain());
                // Others that share the damage must be found by their own reading.
                proven.clear();
            }
        }
    }

    long chunks() {
        return chunks.count();
    }

    long bytes() {
        return progress.snapshot().doneBytes();
    }

    private void prove(Id root) throws ProtocolException, InterruptedException {
        nodesToDo.clear();
        chunksToDo.clear();
        addNode(root);
        while (!nodesToDo.isEmpty()) {
            cancellation.check();
            List<Id> batch = new ArrayList<>();
            while (!nodesToDo.isEmpty() && batch.size() < NODES_AT_ONCE) {
                batch.add(nodesToDo.removeLast());
            }
            for (Node node : nodes.getAll(batch)) {
                expand(node);
            }
            if (chunksToDo.size() >= CHUNKS_AT_ONCE) {
                proveChunks();
            }
        }
        proveChunks();
    }

    private void expand(Node node) {
        switch (node) {
            case BlockRoot root -> addNode(root.top());
            case BlockPage page ->
                    page.entries().forEach(page.level() == 0 ? this::addChunk : this::addNode);
            case TreeIndex index -> index.children().forEach(child -> addNode(child.id()));
            case TreePage page -> page.entries().forEach(this::expand);
            case ChunkList list -> {
                for (ChunkList.Part part : list.parts()) {
                    if (list.level() == 0) {
                        addChunk(part.id());
                    } else {
                        addNode(part.id());
                    }
                }
            }
        }
    }

    private void expand(TreePage.Entry entry) {
        switch (entry.refers()) {
            case NOTHING -> {}
            case CHUNKS -> entry.references().forEach(this::addChunk);
            case CHUNK_LIST, DIRECTORY -> entry.references().forEach(this::addNode);
        }
    }

    private void addNode(Id id) {
        if (!id.isZero() && proven.add(id)) {
            nodesToDo.add(id);
        }
    }

    private void addChunk(Id id) {
        if (!id.isZero()) {
            chunksToDo.add(id);
        }
    }

    private void proveChunks() throws ProtocolException, InterruptedException {
        for (int start = 0; start < chunksToDo.size(); start += CHUNKS_AT_ONCE) {
            cancellation.check();
            int end = Math.min(start + CHUNKS_AT_ONCE, chunksToDo.size());
            chunks.prove(chunksToDo.subList(start, end));
        }
        chunksToDo.clear();
    }

    @Override
    public void close() {
        chunks.close();
    }
}
