package dev.varve.k8s.volume;

import dev.varve.k8s.act.ActException;
import dev.varve.k8s.act.RemovalReport;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.volume.InPlaceState.PuttingBack;
import dev.varve.k8s.volume.InPlaceState.Replaced;
import dev.varve.k8s.volume.InPlaceState.Replacing;
import dev.varve.k8s.volume.InPlaceState.Undone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Restores claims that are there and in use, all of them or none: their data is brought first,
 * while what uses them goes on; then that is stopped, old volumes are set aside, claims of the same
 * names get the new ones, and all is started again. Goes on from the journal where an earlier
 * process stopped. Confined to one thread.
 */
public final class InPlaceRestore {
    private final VolumeTools tools;
    private final ObjectKey subject;
    private final StateJournal<InPlaceState> journal;
    private final ClaimRestore claims;

    /** One claim, with its way. */
    public record Item(VolumeRestorePlan plan, ClaimWay way) {
        /** In the target. */
        public ObjectKey claim() {
            return plan.subject();
        }
    }

    public InPlaceRestore(VolumeTools tools) {
        this.tools = tools;
        subject =
                new ObjectKey(
                        new GroupKind("varve.dev", "InPlace"), "", tools.acts().journal().run());
        journal = new StateJournal<>(InPlaceState.class, tools);
        claims = new ClaimRestore(tools);
    }

    /**
     * Restores all, or puts all back.
     *
     * @return for each claim how it ended
     * @throws ClusterException when the API server cannot be asked; the run may go on later
     */
    public Map<ObjectKey, ClaimRestore.End> run(List<Item> items)
            throws IOException, InterruptedException {
        String problem = "";
        if (journal.last(subject).isEmpty()) {
            problem = prepare(items);
            if (problem.isEmpty()) {
                journal.reached(subject, new Replacing());
            }
        }
        Map<ObjectKey, String> how = new LinkedHashMap<>();
        if (problem.isEmpty() && journal.last(subject).orElseThrow() instanceof Replacing) {
            journal.reached(subject, replace(items, how));
        }
        if (problem.isEmpty()
                && journal.last(subject).orElseThrow() instanceof PuttingBack failed) {
            journal.reached(subject, new Undone(failed.reason() + undo(items)));
        } else if (!problem.isEmpty()) {
            forget(items);
        }
        start(items);
        return ends(items, how, problem);
    }

    /** Brings the data of all without touching what is in use; gives why that cannot be. */
    private String prepare(List<Item> items) throws IOException, InterruptedException {
        List<String> problems = new ArrayList<>();
        ClaimUsers users = new ClaimUsers(tools.acts().cluster(), tools.served());
        for (Item item : items) {
            problems.addAll(users.of(item.claim()).problems());
        }
        for (Item item : items) {
            if (problems.isEmpty()) {
                claims.prepare(item.plan(), item.way()).ifPresent(problems::add);
            }
        }
        return String.join("; ", problems);
    }

    private InPlaceState replace(List<Item> items, Map<ObjectKey, String> how)
            throws IOException, InterruptedException {
        KeptVolumes kept = new KeptVolumes(tools);
        try {
            stop(items);
            for (Item item : items) {
                ObjectKey claim = item.claim();
                switch (claims.run(item.plan(), item.way(), () -> setAside(kept, claim))) {
                    case ClaimRestore.End.Done done -> how.put(claim, done.how());
                    case ClaimRestore.End.Failed failed -> {
                        return new PuttingBack(claim + ": " + failed.reason());
                    }
                }
            }
            kept.settle();
            return new Replaced();
        } catch (ClusterException e) {
            if (e.isPassing()) {
                throw e;
            }
            return new PuttingBack(String.valueOf(e.getMessage()));
        } catch (ActException e) {
            return new PuttingBack(String.valueOf(e.getMessage()));
        }
    }

    private void stop(List<Item> items) throws IOException, InterruptedException {
        ClaimUsers users = new ClaimUsers(tools.acts().cluster(), tools.served());
        for (Item item : items) {
            ClaimUsers.Found found = users.of(item.claim());
            if (!found.problems().isEmpty()) {
                throw new VolumeException(found.problems().getFirst());
            }
            for (ObjectKey workload : found.workloads()) {
                new Workloads(tools).stop(workload);
            }
        }
    }

    private void start(List<Item> items) throws IOException, InterruptedException {
        for (String namespace : namespaces(items)) {
            new Workloads(tools).startAll(namespace);
        }
    }

    private static Set<String> namespaces(List<Item> items) {
        return items.stream()
                .map(item -> item.claim().namespace())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void setAside(KeptVolumes kept, ObjectKey claim)
            throws IOException, InterruptedException {
        var _ = kept.setAside(claim);
    }

    /** What could not be put back, in a sentence for each; a cancel does not end it. */
    private String undo(List<Item> items) throws IOException, InterruptedException {
        KeptVolumes kept = new KeptVolumes(tools.uncancellable());
        StringBuilder problems = new StringBuilder();
        for (Map.Entry<ObjectKey, String> each : kept.ofRun().entrySet()) {
            try {
                kept.putBack(each.getValue());
            } catch (ClusterException e) {
                if (e.isPassing()) {
                    throw e;
                }
                problems.append(notBack(each, e));
            } catch (ActException e) {
                problems.append(notBack(each, e));
            }
        }
        forget(items);
        return problems.toString();
    }

    /** Data that was brought and that nobody gets. */
    private void forget(List<Item> items) throws IOException, InterruptedException {
        for (Item item : items) {
            RemovalReport _ = tools.removal().remove(item.claim());
        }
    }

    private static String notBack(Map.Entry<ObjectKey, String> kept, IOException why) {
        return "; the old volume "
                + kept.getValue()
                + " of "
                + kept.getKey()
                + " is kept and could not be put back: "
                + why.getMessage();
    }

    private Map<ObjectKey, ClaimRestore.End> ends(
            List<Item> items, Map<ObjectKey, String> how, String problem)
            throws IOException, InterruptedException {
        Map<ObjectKey, String> kept = new KeptVolumes(tools).ofRun();
        Map<ObjectKey, ClaimRestore.End> ends = new LinkedHashMap<>();
        String reason =
                journal.last(subject).orElse(null) instanceof Undone undone
                        ? undone.reason() + "; nothing of this run is left in place"
                        : problem;
        for (Item item : items) {
            ObjectKey claim = item.claim();
            String words = how.getOrDefault(claim, item.way().words());
            String old =
                    kept.containsKey(claim) ? "; its old volume is kept: " + kept.get(claim) : "";
            ends.put(
                    claim,
                    reason.isEmpty()
                            ? new ClaimRestore.End.Done(words + old)
                            : new ClaimRestore.End.Failed("not restored in place: " + reason));
        }
        return ends;
    }
}
