package dev.varve.repo.admin;

import dev.varve.protocol.message.KeySlot;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.store.SessionSummary;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Vaults and their open sessions. Shows which keys there are, never the keys. */
@Path("v1/vaults")
@Produces(MediaType.APPLICATION_JSON)
public final class VaultResource {
    private final DaemonState state;

    VaultResource(DaemonState state) {
        this.state = state;
    }

    /**
     * A vault.
     *
     * @param quotaBytes 0: none
     */
    public record VaultView(
            String name,
            String vaultId,
            int number,
            String encryption,
            List<KeySlotView> keySlots,
            long createdMillis,
            long revision,
            long quotaBytes) {
        static VaultView of(VaultDocument vault) {
            return new VaultView(
                    vault.getName(),
                    Uid.of(vault.getVaultId().toByteArray()).toString(),
                    vault.getVaultNumber(),
                    plain(vault.getEncryption().name(), "ENCRYPTION_"),
                    vault.getKeySlotsList().stream().map(KeySlotView::of).toList(),
                    vault.getCreatedMillis(),
                    vault.getRevision(),
                    vault.getQuotaBytes());
        }
    }

    /** One way to unlock a vault. */
    public record KeySlotView(String slotId, String label, String kind, long createdMillis) {
        static KeySlotView of(KeySlot slot) {
            return new KeySlotView(
                    slot.getSlotId(),
                    slot.getLabel(),
                    plain(slot.getKind().name(), "SLOT_KIND_"),
                    slot.getCreatedMillis());
        }
    }

    /** An open session. */
    public record SessionView(
            String session,
            String client,
            List<String> chains,
            long openedMillis,
            long touchedMillis,
            long storedBytes) {
        static SessionView of(SessionSummary session) {
            return new SessionView(
                    session.sessionId().toString(),
                    session.client(),
                    session.chains(),
                    session.openedMillis(),
                    session.touchedMillis(),
                    session.storedBytes());
        }
    }

    @GET
    public Page<VaultView> vaults(
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("after") @DefaultValue("") String after)
            throws IOException {
        List<VaultView> all =
                state.directory().vaults().list().stream().map(VaultView::of).toList();
        return Page.of(all, VaultView::name, limit, after);
    }

    @GET
    @Path("{vault}")
    public VaultView vault(@PathParam("vault") String vault) throws IOException {
        return VaultView.of(state.directory().vaults().require(vault));
    }

    /** Oldest first. */
    @GET
    @Path("{vault}/sessions")
    public Page<SessionView> sessions(
            @PathParam("vault") String vault,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("after") @DefaultValue("") String after)
            throws IOException {
        List<SessionView> all =
                Stores.vault(state, vault).sessions().stream().map(SessionView::of).toList();
        return Page.of(all, SessionView::session, limit, after);
    }

    private static String plain(String name, String prefix) {
        return name.replace(prefix, "").toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
