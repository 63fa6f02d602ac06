package dev.varve.k8s.volume;

/** From where one claim of a restore gets its data, and why. */
public sealed interface ClaimWay {
    /** For people, in a plan and in an outcome. */
    String words();

    /**
     * From the snapshot that the point was read from; no data goes over the network.
     *
     * @param only the repository may not stand in for it
     */
    record Snapshot(InstantPlan plan, boolean only) implements ClaimWay {
        @Override
        public String words() {
            return "from the snapshot that stands: " + plan.origin();
        }
    }

    /** From the repository, by a mover. */
    record Repository(String why) implements ClaimWay {
        @Override
        public String words() {
            return "from the repository: " + why;
        }
    }

    /** The snapshot was asked for and cannot be taken. */
    record None(String why) implements ClaimWay {
        @Override
        public String words() {
            return "from no snapshot: " + why;
        }
    }
}
