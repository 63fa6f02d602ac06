package dev.varve.k8s.blueprint;

import dev.varve.k8s.model.Consistency;
import java.util.List;
import java.util.Optional;

/**
 * One way to protect an application.
 *
 * @param consistency what it gives when all goes well
 * @param atomicOnly whether only a snapshot taken in one moment will do; else the volume may be
 *     read bit by bit during the freeze
 * @param before scripts that run in the container before the cut
 * @param after scripts that run after it, whatever happened
 */
public record Mode(
        String name,
        Consistency consistency,
        boolean atomicOnly,
        List<Script> before,
        Optional<HoldScript> hold,
        List<Script> after,
        Optional<DumpScript> dump,
        Restore restore) {
    public Mode {
        if (!name.matches(Blueprint.NAME)) {
            throw new IllegalArgumentException("not a name for a mode: '" + name + "'");
        }
        if (dump.isPresent() && (hold.isPresent() || !before.isEmpty() || !after.isEmpty())) {
            throw new IllegalArgumentException("mode " + name + ": a dump needs no hooks");
        }
        if ((consistency == Consistency.FROZEN) != hold.isPresent()) {
            throw new IllegalArgumentException(
                    "mode "
                            + name
                            + ": frozen is what a held session gives, and it gives no other");
        }
        before = List.copyOf(before);
        after = List.copyOf(after);
    }
}
