package dev.varve.k8s.hook;

import dev.varve.k8s.model.Consistency;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What became of a member around a cut.
 *
 * @param hold empty when it has none, or the run did not come to it
 * @param consistency of its volumes, as it came out
 * @param files for the restore point; none when the consistency is not the promised one
 * @param tail files that were read after the thaw
 * @param root its data directory, as its container sees it; empty when it did not say
 * @param problems why the consistency is not the promised one, and what else went wrong
 */
public record MemberReport(
        String member,
        List<HookResult> before,
        Optional<HoldResult> hold,
        List<HookResult> after,
        Consistency consistency,
        List<RestoreFile> files,
        List<TailFile> tail,
        String root,
        List<String> problems) {
    public MemberReport {
        before = List.copyOf(before);
        after = List.copyOf(after);
        files = List.copyOf(files);
        tail = List.copyOf(tail);
        problems = List.copyOf(problems);
    }

    /** All results of hooks. */
    public Stream<HookResult> hooks() {
        return Stream.concat(before.stream(), after.stream());
    }
}
