package dev.varve.repo.officer;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.vault.OfficerAct;
import dev.varve.repo.vault.OfficerAct.State;
import dev.varve.repo.vault.OperatorDocument;
import dev.varve.repo.vault.OperatorRegistry;
import dev.varve.repo.vault.Role;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;

/** Who may approve or refuse an act. */
final class ActApproval {
    private final OperatorRegistry operators;

    ActApproval(OperatorRegistry operators) {
        this.operators = operators;
    }

    /** Asked here again, behind the interface's own table of roles. */
    static void requireOfficer(OperatorRegistry.Known who) throws ProtocolException {
        if (who.role() != Role.SECURITY_OFFICER) {
            throw no(ErrorCode.FORBIDDEN, who.actor() + " is no security officer", "");
        }
    }

    /** Why this person may not approve it; empty: they may. */
    Optional<ProtocolException> refusal(OfficerAct act, OperatorRegistry.Known who)
            throws IOException {
        if (who.role() != Role.SECURITY_OFFICER) {
            return Optional.of(
                    no(ErrorCode.FORBIDDEN, who.actor() + " is no security officer", ""));
        }
        boolean again = act.asState() == State.APPROVED && act.decidedBy().equals(who.name());
        if (act.asState() != State.REQUESTED && !again) {
            return Optional.of(over(act));
        }
        if (samePerson(act, who)) {
            return Optional.of(
                    no(
                            ErrorCode.FORBIDDEN,
                            "who asked for act " + act.name() + " cannot approve it",
                            "Another security officer has to."));
        }
        if (!again && !stillOfficer(act)) {
            return Optional.of(
                    no(
                            ErrorCode.APPROVAL_NEEDED,
                            act.request().by()
                                    + " is no security officer any more, or has another token"
                                    + " since asking for act "
                                    + act.name(),
                            "Ask for it again."));
        }
        return Optional.empty();
    }

    /** Why this person may not refuse it; empty: they may. Taking an own request back is one. */
    static Optional<ProtocolException> refusalToRefuse(OfficerAct act, OperatorRegistry.Known who) {
        if (who.role() != Role.SECURITY_OFFICER) {
            return Optional.of(
                    no(ErrorCode.FORBIDDEN, who.actor() + " is no security officer", ""));
        }
        return act.asState().over() ? Optional.of(over(act)) : Optional.empty();
    }

    private static boolean samePerson(OfficerAct act, OperatorRegistry.Known who) {
        return act.request().by().equals(who.name())
                || act.request().tokenSha256().equals(hex(who));
    }

    private boolean stillOfficer(OfficerAct act) throws IOException {
        Optional<OperatorDocument> asker = operators.find(act.request().by());
        return asker.isPresent()
                && asker.get().asRole() == Role.SECURITY_OFFICER
                && asker.get().tokenSha256().equals(act.request().tokenSha256());
    }

    private static String hex(OperatorRegistry.Known who) {
        return HexFormat.of().formatHex(who.tokenDigest().toByteArray());
    }

    private static ProtocolException over(OfficerAct act) {
        String by = act.decidedBy().isEmpty() ? "" : ", by " + act.decidedBy();
        return act.asState() == State.EXPIRED
                ? no(
                        ErrorCode.APPROVAL_NEEDED,
                        "act "
                                + act.name()
                                + " had to be approved within "
                                + act.request().limitSeconds()
                                + " seconds",
                        "Ask for it again.")
                : no(
                        ErrorCode.USAGE,
                        "act " + act.name() + " is " + act.state() + by,
                        "Each is decided once; ask for a new one.");
    }

    private static ProtocolException no(ErrorCode code, String what, String advice) {
        return new ProtocolException(code, what, advice);
    }
}
