package dev.varve.repo.admin;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Hold;
import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.LockMode;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.retention.Retention;
import dev.varve.repo.retention.label.Labels;
import dev.varve.repo.store.VaultStore;
import dev.varve.repo.vault.Role;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Locks, holds and the end of points. */
@Path("v1/vaults")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class LockResource {
    private final DaemonState state;
    private final SecureRandom random = new SecureRandom();

    LockResource(DaemonState state) {
        this.state = state;
    }

    /** What keeps a point. */
    public record LabelView(
            String mode, long retainUntilMillis, boolean locked, List<HoldView> holds) {
        static LabelView of(Label label, long clockMillis) {
            return new LabelView(
                    Retention.word(label.getMode()),
                    label.getRetainUntilMillis(),
                    Labels.locked(label, clockMillis),
                    label.getHoldsList().stream().map(HoldView::of).toList());
        }
    }

    /** A legal hold; {@code removedBy} is empty while it stands. */
    public record HoldView(
            String hold, String who, String why, long placedMillis, String removedBy) {
        static HoldView of(Hold hold) {
            return new HoldView(
                    Uid.of(hold.getHoldId().toByteArray()).toString(),
                    hold.getWho(),
                    hold.getWhy(),
                    hold.getPlacedMillis(),
                    hold.getRemovedBy());
        }
    }

    /** A lock to add. */
    public record LockRequest(@Nullable String mode, long seconds) {}

    /** A hold to add. */
    public record HoldRequest(@Nullable String why) {}

    @GET
    @Path("{vault}/points/{point}/label")
    public LabelView label(@PathParam("vault") String vault, @PathParam("point") String point)
            throws IOException {
        return view(Stores.vault(state, vault).label(Required.point(point)));
    }

    /** Locks from now on for so long; a lock that is there is never made shorter. */
    @POST
    @Path("{vault}/points/{point}/lock")
    public LabelView lock(
            @Context SecurityContext who,
            @PathParam("vault") String vault,
            @PathParam("point") String point,
            @Nullable LockRequest wanted)
            throws IOException {
        LockRequest lock = Required.body(wanted, "mode and seconds");
        LockMode mode = Modes.parse(lock.mode(), "mode");
        if (mode == LockMode.LOCK_MODE_NONE) {
            throw Required.bad("mode is to be governance or compliance");
        }
        if (lock.seconds() < 1 || lock.seconds() > PolicyResource.MOST_SECONDS) {
            throw Required.bad("seconds is to be from 1 to a hundred years");
        }
        long until = state.retention().nowMillis() + lock.seconds() * 1000L;
        return add(who, vault, point, Labels.of(mode, until));
    }

    @POST
    @AllowedTo(Role.LEGAL)
    @Path("{vault}/points/{point}/holds")
    public LabelView hold(
            @Context SecurityContext who,
            @PathParam("vault") String vault,
            @PathParam("point") String point,
            @Nullable HoldRequest wanted)
            throws IOException {
        String why = Required.text(Required.body(wanted, "why").why(), "why");
        Hold hold =
                Hold.newBuilder()
                        .setHoldId(ByteString.copyFrom(Uid.random(random).toBytes()))
                        .setWho(Caller.actor(who))
                        .setWhy(why)
                        .setPlacedMillis(state.retention().nowMillis())
                        .build();
        return add(who, vault, point, Label.newBuilder().addHolds(hold).build());
    }

    @DELETE
    @AllowedTo(Role.LEGAL)
    @Path("{vault}/points/{point}/holds/{hold}")
    public LabelView release(
            @Context SecurityContext who,
            @PathParam("vault") String vault,
            @PathParam("point") String point,
            @PathParam("hold") String hold)
            throws IOException {
        VaultStore store = Stores.vault(state, vault);
        for (Hold each : store.label(Required.point(point)).getHoldsList()) {
            if (Uid.of(each.getHoldId().toByteArray()).toString().equals(hold)) {
                Hold removed = each.toBuilder().setRemovedBy(Caller.actor(who)).build();
                return add(who, vault, point, Label.newBuilder().addHolds(removed).build());
            }
        }
        throw new ProtocolException(
                ErrorCode.USAGE, "point " + point + " has no hold " + hold, "List its holds.");
    }

    /** Ends the point when nothing keeps it; refused with 409 and entered in the ledger else. */
    @DELETE
    @Path("{vault}/points/{point}")
    public LabelView delete(
            @Context SecurityContext who,
            @PathParam("vault") String vault,
            @PathParam("point") String point)
            throws IOException {
        VaultStore store = Stores.vault(state, vault);
        Label label = store.label(Required.point(point));
        store.expire(Required.point(point), Caller.actor(who), "asked through the admin interface");
        return view(label);
    }

    private LabelView add(SecurityContext who, String vault, String point, Label more)
            throws IOException {
        VaultStore store = Stores.vault(state, vault);
        store.addLabel(Required.point(point), more, Caller.actor(who));
        return view(store.label(Required.point(point)));
    }

    private LabelView view(Label label) {
        return LabelView.of(label, state.retention().nowMillis());
    }
}
