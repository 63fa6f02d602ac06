package dev.varve.repo.vault;

import java.util.Arrays;
import java.util.Locale;

/**
 * {@code officer-acts/<number>.json}: what one officer asked for, and what became of it.
 * docs/formats/retention.md.
 *
 * @param name its number in six digits or more, from 000001 on
 * @param state as {@link State#word}
 * @param decidedBy who approved or refused; empty: nobody yet
 * @param outcome why it was refused; else empty
 */
public record OfficerAct(
        String format,
        int version,
        String repositoryId,
        String name,
        ActSubject subject,
        ActRequest request,
        String state,
        String decidedBy,
        String outcome)
        implements Document {
    static final String FORMAT = "varve officer act";
    static final int VERSION = 1;

    /** How far an act is. Approved, and not done: something failed, and may be tried again. */
    public enum State {
        REQUESTED,
        APPROVED,
        DONE,
        REFUSED,
        EXPIRED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Nothing comes after it. */
        public boolean over() {
            return switch (this) {
                case REQUESTED, APPROVED -> false;
                case DONE, REFUSED, EXPIRED -> true;
            };
        }

        private static State ofWord(String word) {
            return Arrays.stream(values())
                    .filter(state -> state.word().equals(word))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException("there is no state \"" + word + "\""));
        }
    }

    public OfficerAct {
        State now = State.ofWord(state);
        boolean agreed = now == State.APPROVED || now == State.DONE;
        if (agreed && (decidedBy.isEmpty() || decidedBy.equals(request.by()))) {
            throw new IllegalArgumentException(state + ", and no second officer approved it");
        }
    }

    public State asState() {
        return State.ofWord(state);
    }

    /** The same, further on. */
    public OfficerAct with(State next, String decider, String why) {
        return new OfficerAct(
                format, version, repositoryId, name, subject, request, next.word(), decider, why);
    }
}
