package dev.varve.repo.store;

import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How the newest images of a vault were found to lie when somebody last walked them: passes of
 * compaction, and who asks. Not kept over a restart. Safe for several threads.
 */
final class ChainOrders {
    private final VaultContext vault;
    private final Map<String, ChainOrder> known = new ConcurrentHashMap<>();

    ChainOrders(VaultContext vault) {
        this.vault = vault;
    }

    /** The most fragmented first. */
    List<ChainOrder> known() {
        return known.values().stream()
                .sorted(
                        Comparator.comparingLong(ChainOrder::runsPerGib)
                                .reversed()
                                .thenComparing(ChainOrder::chain))
                .toList();
    }

    /** Walks all of them, by the name of the chain. */
    List<ChainOrder> measure() throws IOException {
        NewestImages images = new NewestImages(vault);
        Map<String, ChainHead> heads = images.heads();
        for (ChainHead head : heads.values()) {
            measure(images, head);
        }
        keepOnly(heads.keySet());
        return known.values().stream().sorted(Comparator.comparing(ChainOrder::chain)).toList();
    }

    /** Walks one. */
    void measure(NewestImages images, ChainHead head) throws IOException {
        RunCount count = new RunCount();
        images.walk(
                head,
                at -> {
                    count.add(at);
                    return true;
                });
        found(head, count);
    }

    /** Somebody walked one from end to end. */
    void found(ChainHead head, RunCount count) {
        String chain = head.image().getChain();
        known.put(chain, new ChainOrder(chain, count.bytes(), count.runs(), vault.nowMillis()));
    }

    /** Forgets chains without an image. */
    void keepOnly(Collection<String> chains) {
        known.keySet().retainAll(chains);
    }
}
