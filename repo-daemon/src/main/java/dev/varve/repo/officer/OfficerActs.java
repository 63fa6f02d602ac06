package dev.varve.repo.officer;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.retention.ledger.Ledger;
import dev.varve.repo.vault.ActRequest;
import dev.varve.repo.vault.OfficerAct;
import dev.varve.repo.vault.OfficerAct.State;
import dev.varve.repo.vault.OfficerActFiles;
import dev.varve.repo.vault.OperatorRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Acts that one person must not do alone. One officer asks, for a reason; another approves within a
 * time; then it is done. Each step is in the ledger before it counts, refusals too. What was
 * approved and not done when a daemon ended is done by the next one. Safe for many threads.
 */
public final class OfficerActs {
    /** The time to approve, unless the request says otherwise. */
    public static final Duration LIMIT = Duration.ofHours(24);

    /** No request may stand for longer. */
    public static final Duration MOST_LIMIT = Duration.ofDays(7);

    private static final int MOST_WHY = 1000;

    private final OfficerActFiles files;
    private final ActExecution execution;
    private final ActApproval approval;
    private final ActEntries entries;
    private final ActTimes times;

    public OfficerActs(
            OfficerActFiles files,
            OperatorRegistry operators,
            ActExecution execution,
            ActTimes times,
            Ledger ledger) {
        this.files = files;
        this.execution = execution;
        this.times = times;
        this.entries = new ActEntries(ledger);
        this.approval = new ActApproval(operators);
    }

    /**
     * Asks for an act; nothing happens yet.
     *
     * @throws ProtocolException USAGE; RETENTION_LOCKED for what no number of officers can do,
     *     FORBIDDEN for who is none: both are in the ledger, too
     */
    public synchronized OfficerAct request(
            Wish wish, String why, OperatorRegistry.Known who, Duration limit) throws IOException {
        requireReason(why);
        if (limit.toSeconds() < 1 || limit.compareTo(MOST_LIMIT) > 0) {
            throw usage(
                    "limitSeconds: the time to approve is from a second to "
                            + MOST_LIMIT.toDays()
                            + " days",
                    "");
        }
        try {
            ActApproval.requireOfficer(who);
            ActRequest request =
                    new ActRequest(
                            who.name(),
                            HexFormat.of().formatHex(who.tokenDigest().toByteArray()),
                            why,
                            times.now(),
                            limit.toSeconds());
            OfficerAct act = files.draft(execution.subject(wish), request);
            entries.requested(act, who);
            files.write(act);
            return act;
        } catch (ProtocolException e) {
            if (e.code() == ErrorCode.RETENTION_LOCKED || e.code() == ErrorCode.FORBIDDEN) {
                entries.refused(who, String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    /**
     * Approves what another officer asked for, and does it. Approving again by the same officer
     * tries again what failed half-way.
     *
     * @throws ProtocolException USAGE: there is no such act, or it is over; FORBIDDEN: who is no
     *     officer, or asked for it; APPROVAL_NEEDED: too late, or the request is not good any more;
     *     and what the act itself meets
     */
    public synchronized OfficerAct approve(String name, OperatorRegistry.Known who)
            throws IOException {
        OfficerAct act = expireIfLate(require(name));
        Optional<ProtocolException> refusal = approval.refusal(act, who);
        if (refusal.isPresent()) {
            entries.refused(act, who, String.valueOf(refusal.get().getMessage()));
            throw refusal.get();
        }
        if (act.asState() == State.REQUESTED) {
            entries.approved(act, who);
            act = move(act, State.APPROVED, who.name(), "");
        }
        return carryOut(act);
    }

    /**
     * Says no to a request, or takes an own one back.
     *
     * @throws ProtocolException USAGE: there is no such act, or it is over; FORBIDDEN
     */
    public synchronized OfficerAct refuse(String name, String why, OperatorRegistry.Known who)
            throws IOException {
        requireReason(why);
        OfficerAct act = expireIfLate(require(name));
        Optional<ProtocolException> refusal = ActApproval.refusalToRefuse(act, who);
        if (refusal.isPresent()) {
            entries.refused(act, who, String.valueOf(refusal.get().getMessage()));
            throw refusal.get();
        }
        entries.declined(act, who, why);
        return move(act, State.REFUSED, who.name(), why);
    }

    /**
     * After a start: does what was approved and not done. What cannot be done now stays, for {@link
     * #approve}.
     *
     * @throws IOException names what failed; the other acts are done all the same
     */
    public synchronized void resume() throws IOException {
        IOException failure = new IOException("acts of officers could not be finished");
        for (OfficerAct act : list()) {
            try {
                if (expireIfLate(act).asState() == State.APPROVED) {
                    var _ = carryOut(act);
                }
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    /** Enters in the ledger what nobody approved in time. */
    public synchronized void expire() throws IOException {
        for (OfficerAct act : list()) {
            var _ = expireIfLate(act);
        }
    }

    /** All of them, oldest first. */
    public List<OfficerAct> list() throws IOException {
        return files.list();
    }

    /** True when it is not over, and nobody can approve it any more. */
    public boolean late(OfficerAct act) throws IOException {
        return !act.asState().over() && times.late(act.request());
    }

    private OfficerAct carryOut(OfficerAct act) throws IOException {
        try {
            if (execution.due(act)) {
                entries.executed(act);
                execution.execute(act);
            }
        } catch (ProtocolException e) {
            if (!e.code().retriable() || e.code() == ErrorCode.APPROVAL_NEEDED) {
                String why = String.valueOf(e.getMessage());
                entries.failed(act, why);
                var _ = move(act, State.REFUSED, act.decidedBy(), why);
            }
            throw e;
        }
        return move(act, State.DONE, act.decidedBy(), "");
    }

    private OfficerAct expireIfLate(OfficerAct act) throws IOException {
        if (!late(act)) {
            return act;
        }
        entries.expired(act);
        return move(act, State.EXPIRED, act.decidedBy(), "");
    }

    private OfficerAct move(OfficerAct act, State next, String decider, String why)
            throws IOException {
        OfficerAct moved = act.with(next, decider, why);
        files.write(moved);
        return moved;
    }

    private OfficerAct require(String name) throws IOException {
        return files.find(name)
                .orElseThrow(() -> usage("there is no act " + name, "See: varve officer list"));
    }

    private static void requireReason(String why) throws ProtocolException {
        if (why.isBlank() || why.length() > MOST_WHY) {
            throw usage("why: a reason of at most " + MOST_WHY + " characters is needed", "");
        }
    }

    private static ProtocolException usage(String what, String advice) {
        return new ProtocolException(ErrorCode.USAGE, what, advice);
    }
}
