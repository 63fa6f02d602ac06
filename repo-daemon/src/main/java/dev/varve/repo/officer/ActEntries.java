package dev.varve.repo.officer;

import com.google.protobuf.ByteString;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.retention.ledger.Ledger;
import dev.varve.repo.vault.ActKind;
import dev.varve.repo.vault.ActSubject;
import dev.varve.repo.vault.OfficerAct;
import dev.varve.repo.vault.OperatorRegistry;
import java.io.IOException;

/** Tells the ledger of each step of an act; durable on return, and before the step counts. */
final class ActEntries {
    private static final String DAEMON = "daemon";

    private final Ledger ledger;

    ActEntries(Ledger ledger) {
        this.ledger = ledger;
    }

    void requested(OfficerAct act, OperatorRegistry.Known who) throws IOException {
        enter(
                LedgerKind.LEDGER_KIND_OFFICER_REQUEST,
                act,
                who,
                "asks, for " + act.request().limitSeconds() + " s, to ",
                ", because: " + act.request().why());
    }

    void approved(OfficerAct act, OperatorRegistry.Known who) throws IOException {
        enter(
                LedgerKind.LEDGER_KIND_OFFICER_APPROVAL,
                act,
                who,
                "approves what " + act.request().by() + " asked for: to ",
                "");
    }

    /** An officer said no. */
    void declined(OfficerAct act, OperatorRegistry.Known who, String why) throws IOException {
        enter(
                LedgerKind.LEDGER_KIND_OFFICER_REFUSAL,
                act,
                who,
                "refuses what " + act.request().by() + " asked for: to ",
                ", because: " + why);
    }

    /** What somebody tried was refused. */
    void refused(OfficerAct act, OperatorRegistry.Known who, String why) throws IOException {
        enter(LedgerKind.LEDGER_KIND_REFUSED, act, who, "to ", ": refused, " + why);
    }

    /** A request was refused before it became an act. */
    void refused(OperatorRegistry.Known who, String why) throws IOException {
        ledger.append(
                LedgerEntry.newBuilder()
                        .setKind(LedgerKind.LEDGER_KIND_REFUSED)
                        .setActor(who.actor())
                        .setWhat("a request to officers: refused, " + why)
                        .setDigest(who.tokenDigest())
                        .build());
    }

    /** What was approved turns out not to be possible. */
    void failed(OfficerAct act, String why) throws IOException {
        LedgerEntry.Builder entry = about(act.subject());
        ledger.append(
                entry.setKind(LedgerKind.LEDGER_KIND_REFUSED)
                        .setActor(DAEMON)
                        .setWhat(words(act, "approved, to ", ": refused, " + why))
                        .build());
    }

    void expired(OfficerAct act) throws IOException {
        ledger.append(
                about(act.subject())
                        .setKind(LedgerKind.LEDGER_KIND_OFFICER_EXPIRY)
                        .setActor(DAEMON)
                        .setWhat(words(act, "the time is over to ", ""))
                        .build());
    }

    void executed(OfficerAct act) throws IOException {
        ledger.append(
                about(act.subject())
                        .setKind(LedgerKind.LEDGER_KIND_OFFICER_EXECUTION)
                        .setActor(DAEMON)
                        .setWhat(
                                words(
                                        act,
                                        "asked for by "
                                                + act.request().by()
                                                + ", approved by "
                                                + act.decidedBy()
                                                + ": begins to ",
                                        ""))
                        .build());
    }

    private void enter(
            LedgerKind kind,
            OfficerAct act,
            OperatorRegistry.Known who,
            String before,
            String after)
            throws IOException {
        ledger.append(
                about(act.subject())
                        .setKind(kind)
                        .setActor(who.actor())
                        .setWhat(words(act, before, after))
                        .setDigest(who.tokenDigest())
                        .build());
    }

    private static LedgerEntry.Builder about(ActSubject subject) {
        LedgerEntry.Builder entry = LedgerEntry.newBuilder().setVault(subject.vault());
        return subject.asKind() == ActKind.RELEASE
                ? entry.setSubject(ByteString.copyFrom(Uid.parse(subject.point()).toBytes()))
                : entry;
    }

    private static String words(OfficerAct act, String before, String after) {
        return "act " + act.name() + ": " + before + act.subject().what() + after;
    }
}
