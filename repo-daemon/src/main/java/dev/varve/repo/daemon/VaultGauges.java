package dev.varve.repo.daemon;

import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.metrics.Metrics;
import dev.varve.repo.metrics.Metrics.ValueSink;
import dev.varve.repo.store.ChainOrder;
import dev.varve.repo.store.Repository;
import dev.varve.repo.store.VaultStore;
import dev.varve.repo.store.VaultUsage;
import dev.varve.repo.vault.VaultRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * What the page of metrics says of each vault that lives, once the store is open. Looked up when it
 * is asked for, from what is known without walking anything.
 */
record VaultGauges(VaultRegistry vaults, Supplier<Optional<Repository>> repository) {
    /** Of more chains of one vault, the most fragmented are shown. */
    private static final int MOST_CHAINS = 1000;

    private static final String VAULT = "vault";

    void register(Metrics metrics) {
        usage(
                metrics,
                "varve_vault_stored_bytes",
                "What the records of the vault's segments take",
                VaultUsage::storedBytes);
        usage(
                metrics,
                "varve_vault_reserved_bytes",
                "What open sessions may still need of the quota",
                VaultUsage::reservedBytes);
        usage(
                metrics,
                "varve_vault_quota_bytes",
                "What the vault may hold; 0: no quota",
                VaultUsage::quotaBytes);
        metrics.gauge(
                "varve_chain_runs_per_gib",
                "Pieces in which the chain's newest image lies, for each GiB, when it was last"
                        + " walked; the most fragmented 1000 chains of a vault",
                List.of(VAULT, "chain"),
                sink -> forEach((name, store) -> chains(name, store, sink)));
    }

    private void usage(
            Metrics metrics, String name, String help, ToLongFunction<VaultUsage> figure) {
        metrics.gauge(
                name,
                help,
                List.of(VAULT),
                sink ->
                        forEach((vault, store) ->
                                sink.accept((double) figure.applyAsLong(store.usage()), vault)));
    }

    private static void chains(String vault, VaultStore store, ValueSink sink) {
        store.knownOrder().stream()
                .limit(MOST_CHAINS)
                .forEach((ChainOrder chain) ->
                        sink.accept((double) chain.runsPerGib(), vault, chain.chain()));
    }

    /** Hears of one vault. */
    @FunctionalInterface
    private interface Visitor {
        void visit(String name, VaultStore store) throws IOException;
    }

    private void forEach(Visitor visitor) throws IOException {
        Optional<Repository> open = repository.get();
        if (open.isPresent()) {
            for (VaultDocument vault : vaults.list()) {
                visitor.visit(vault.getName(), open.get().vault(vault));
            }
        }
    }
}
