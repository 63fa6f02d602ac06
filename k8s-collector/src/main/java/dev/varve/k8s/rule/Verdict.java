package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;
import java.util.List;

/** What a restore does with one captured object. */
public sealed interface Verdict {
    /** The object in the target cluster that this is about. */
    ObjectKey target();

    List<Note> notes();

    /** It is created, by a plain create. */
    record Create(ObjectKey target, ObjectNode object, List<FollowUp> followUps, List<Note> notes)
            implements Verdict {
        public Create {
            followUps = List.copyOf(followUps);
            notes = List.copyOf(notes);
        }
    }

    /** It is created once the one that has its name is gone. */
    record Replace(
            ObjectKey target,
            ObjectNode object,
            Removal removal,
            List<FollowUp> followUps,
            List<Note> notes)
            implements Verdict {
        public Replace {
            followUps = List.copyOf(followUps);
            notes = List.copyOf(notes);
        }
    }

    /**
     * The one that has its name is changed.
     *
     * @param patch a JSON merge patch, which also names {@code apiVersion} and {@code kind}
     */
    record Merge(ObjectKey target, ObjectNode patch, List<FollowUp> followUps, List<Note> notes)
            implements Verdict {
        public Merge {
            followUps = List.copyOf(followUps);
            notes = List.copyOf(notes);
        }
    }

    /** Nothing is done, and nothing is wrong. */
    record Skip(ObjectKey target, String reason, List<Note> notes) implements Verdict {
        public Skip {
            notes = List.copyOf(notes);
        }
    }

    /** It cannot be restored this way; a person has to decide. */
    record Refuse(ObjectKey target, String reason, List<Note> notes) implements Verdict {
        public Refuse {
            notes = List.copyOf(notes);
        }
    }

    /** How the one that stands in the way goes. */
    enum Removal {
        /** It is deleted. */
        DELETE,
        /** It is being deleted already: its end is waited for. */
        AWAIT_END,
        /**
         * Its volume gets the reclaim policy Retain first, for that is the undo; then it is
         * deleted.
         */
        KEEP_VOLUME_AND_DELETE,
        /** It is a claim in use: what uses it is stopped meanwhile, and its volume is kept. */
        IN_PLACE
    }
}
