package dev.varve.repo.admin;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.officer.OfficerActs;
import dev.varve.repo.officer.Wish;
import dev.varve.repo.vault.ActKind;
import dev.varve.repo.vault.OfficerAct;
import dev.varve.repo.vault.OfficerActFiles;
import dev.varve.repo.vault.Role;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one officer asks for and another approves. */
@Path("v1/officer-acts")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class OfficerResource {
    private final DaemonState state;

    OfficerResource(DaemonState state) {
        this.state = state;
    }

    /** An act. */
    public record ActView(
            String act,
            String kind,
            String vault,
            String point,
            long boundMillis,
            String what,
            String why,
            String requestedBy,
            long requestedMillis,
            long limitSeconds,
            String state,
            String decidedBy,
            String outcome) {
        static ActView of(OfficerAct act, OfficerActs acts) throws IOException {
            return new ActView(
                    act.name(),
                    act.subject().kind(),
                    act.subject().vault(),
                    act.subject().point(),
                    act.subject().boundMillis(),
                    act.subject().what(),
                    act.request().why(),
                    act.request().by(),
                    act.request().at().wallMillis(),
                    act.request().limitSeconds(),
                    acts.late(act) ? OfficerAct.State.EXPIRED.word() : act.state(),
                    act.decidedBy(),
                    act.outcome());
        }
    }

    /** What is asked for; a limit of 0 is the usual one. */
    public record ActWish(
            @Nullable String kind,
            @Nullable String vault,
            @Nullable String point,
            PolicyResource.@Nullable PolicyView policy,
            @Nullable String why,
            long limitSeconds) {
        Wish toWish() throws ProtocolException {
            String word = Required.text(kind, "kind");
            ActKind known =
                    ActKind.ofWord(word)
                            .orElseThrow(() -> Required.bad("kind: there is no " + word));
            return switch (known) {
                case RELEASE ->
                        new Wish.ReleaseGovernance(
                                Required.text(vault, "vault"),
                                Required.point(Required.text(point, "point")));
                case WEAKEN ->
                        new Wish.WeakenPolicy(
                                Required.text(vault, "vault"),
                                Required.body(policy, "policy").toMessage());
                case TRUST -> new Wish.TrustClock();
            };
        }

        Duration limit() {
            return limitSeconds == 0 ? OfficerActs.LIMIT : Duration.ofSeconds(limitSeconds);
        }
    }

    /** Why an act is refused. */
    public record ActRefusal(@Nullable String why) {}

    /** Oldest first. */
    @GET
    public Page<ActView> acts(
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("after") @DefaultValue("") String after)
            throws IOException {
        List<ActView> all = new ArrayList<>();
        for (OfficerAct act : state.officers().list()) {
            all.add(view(act));
        }
        return Page.of(all, ActView::act, limit, after);
    }

    /** Asks; nothing happens before another officer approves. */
    @POST
    @AllowedTo(Role.SECURITY_OFFICER)
    public ActView request(@Context SecurityContext who, @Nullable ActWish wanted)
            throws IOException {
        ActWish wish = Required.body(wanted, "kind and why");
        String why = Required.text(wish.why(), "why");
        return view(state.officers().request(wish.toWish(), why, Caller.known(who), wish.limit()));
    }

    /** By another officer than the one who asked: it is done on return. */
    @POST
    @AllowedTo(Role.SECURITY_OFFICER)
    @Path("{act}/approve")
    public ActView approve(@Context SecurityContext who, @PathParam("act") String act)
            throws IOException {
        return view(state.officers().approve(whole(act), Caller.known(who)));
    }

    /** Says no, or takes an own request back. */
    @POST
    @AllowedTo(Role.SECURITY_OFFICER)
    @Path("{act}/refuse")
    public ActView refuse(
            @Context SecurityContext who,
            @PathParam("act") String act,
            @Nullable ActRefusal refusal)
            throws IOException {
        String why = Required.text(Required.body(refusal, "why").why(), "why");
        return view(state.officers().refuse(whole(act), why, Caller.known(who)));
    }

    private ActView view(OfficerAct act) throws IOException {
        return ActView.of(act, state.officers());
    }

    /** People leave the zeros out. */
    private static String whole(String act) {
        return act.matches("[0-9]{1,9}") ? OfficerActFiles.name(Long.parseLong(act)) : act;
    }
}
