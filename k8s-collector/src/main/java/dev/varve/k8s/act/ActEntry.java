package dev.varve.k8s.act;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;

/** What stands on one line of an act journal. docs/formats/act-journal.md. */
sealed interface ActEntry {
    /** The first line: whose journal it is. */
    record Header(String collector, String run) implements ActEntry {}

    /** Durable before the request is sent. */
    record Intent(Act act) implements ActEntry {}

    /**
     * The request of an earlier line was answered.
     *
     * @param uid of the object; empty where there is none
     */
    record Done(int intentLine, String uid) implements ActEntry {}

    /** The request of an earlier line was refused. */
    record Refused(int intentLine, String why) implements ActEntry {}

    /** The way of a subject has come to this state. */
    record Reached(ObjectKey subject, String state, ObjectNode facts) implements ActEntry {}

    /** Nothing follows: the run needs its journal no more. */
    record Ended(String how) implements ActEntry {}
}
