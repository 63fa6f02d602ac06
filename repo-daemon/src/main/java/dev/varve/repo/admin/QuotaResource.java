package dev.varve.repo.admin;

import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.store.VaultStore;
import dev.varve.repo.store.VaultUsage;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How much a vault holds, and may hold. */
@Path("v1/vaults")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class QuotaResource {
    private final DaemonState state;

    QuotaResource(DaemonState state) {
        this.state = state;
    }

    /**
     * A quota, and what is used of it.
     *
     * @param quotaBytes 0: none
     * @param reservedBytes what open sessions may still need
     */
    public record QuotaView(String vault, long quotaBytes, long storedBytes, long reservedBytes) {
        static QuotaView of(String vault, VaultUsage usage) {
            return new QuotaView(
                    vault, usage.quotaBytes(), usage.storedBytes(), usage.reservedBytes());
        }
    }

    /** What somebody wants it to be; 0 takes it away. */
    public record QuotaWish(@Nullable Long quotaBytes) {}

    @GET
    @Path("{vault}/quota")
    public QuotaView quota(@PathParam("vault") String vault) throws IOException {
        return QuotaView.of(vault, Stores.vault(state, vault).usage());
    }

    /** May be below what is stored: then nothing more comes in until it is under it. */
    @PUT
    @Path("{vault}/quota")
    public QuotaView replace(
            @Context SecurityContext who,
            @PathParam("vault") String vault,
            @Nullable QuotaWish wanted)
            throws IOException {
        long quotaBytes =
                Required.field(Required.body(wanted, "a quota").quotaBytes(), "quotaBytes");
        if (quotaBytes < 0) {
            throw Required.bad("quotaBytes is to be 0, for none, or more");
        }
        String actor = Caller.actor(who);
        VaultStore store = Stores.vault(state, vault);
        VaultDocument changed =
                state.directory()
                        .vaults()
                        .updateQuota(
                                vault,
                                before -> {
                                    enter(quotaBytes, before, actor);
                                    return quotaBytes;
                                });
        store.appendVault(changed);
        return QuotaView.of(vault, store.usage());
    }

    private void enter(long quotaBytes, VaultDocument before, String actor) throws IOException {
        var _ =
                state.retention()
                        .ledger()
                        .append(
                                LedgerEntry.newBuilder()
                                        .setKind(LedgerKind.LEDGER_KIND_POLICY)
                                        .setActor(actor)
                                        .setVaultNumber(before.getVaultNumber())
                                        .setVault(before.getName())
                                        .setWhat(
                                                "quota of vault "
                                                        + before.getName()
                                                        + ": "
                                                        + words(quotaBytes)
                                                        + ", before: "
                                                        + words(before.getQuotaBytes()))
                                        .build());
    }

    private static String words(long quotaBytes) {
        return quotaBytes == 0 ? "none" : quotaBytes + " bytes";
    }
}
