package dev.varve.k8s.hook;

import java.io.IOException;
import java.util.OptionalInt;

/** A hook's action while it runs. It may be interrupted, and then leaves nothing behind it can. */
@FunctionalInterface
interface HookStep {
    /** What an action that came to its end found. */
    record Done(boolean success, OptionalInt exitCode, String reason) {
        static Done ok() {
            return new Done(true, OptionalInt.empty(), "");
        }

        static Done ofCode(int code, boolean success, String what) {
            return new Done(success, OptionalInt.of(code), success ? "" : what + " " + code);
        }
    }

    /** Says into {@code spoken} whatever a person would want to read. */
    Done run(Spoken spoken, Deadline deadline) throws IOException, InterruptedException;
}
