package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A point and a target in memory, and the options of one restore between them. */
final class Restore implements Context {
    private final Map<ObjectKey, ObjectNode> point = new HashMap<>();
    private final Map<ObjectKey, List<ObjectNode>> others = new HashMap<>();
    private final Map<ObjectKey, ObjectNode> target = new HashMap<>();
    private final Map<GroupKind, List<String>> served = new HashMap<>();
    final RestoreOptions.Builder options = RestoreOptions.builder();

    static Restore plain() {
        return new Restore();
    }

    Restore point(ObjectNode... objects) {
        for (ObjectNode each : objects) {
            point.put(Keys.of(each), each);
        }
        return this;
    }

    Restore alsoIn(ObjectNode otherVersion) {
        others.computeIfAbsent(Keys.of(otherVersion), none -> new ArrayList<>()).add(otherVersion);
        return this;
    }

    Restore target(ObjectNode... objects) {
        for (ObjectNode each : objects) {
            target.put(Keys.of(each), each);
        }
        return this;
    }

    /** Has the target serve a kind in just these versions; others are served in each version. */
    Restore serves(String kind, String... apiVersions) {
        served.put(GroupKind.parse(kind), List.of(apiVersions));
        return this;
    }

    Verdict judge(ObjectNode captured) {
        return rules().judge(captured);
    }

    RestoreRules rules() {
        return new RestoreRules(options.build(), this);
    }

    /** The object that is created. */
    ObjectNode created(ObjectNode captured) {
        Verdict verdict = judge(captured);
        if (verdict instanceof Verdict.Create create) {
            return create.object();
        }
        throw new AssertionError("not created: " + verdict);
    }

    String skipped(ObjectNode captured) {
        Verdict verdict = judge(captured);
        if (verdict instanceof Verdict.Skip skip) {
            return skip.reason();
        }
        throw new AssertionError("not skipped: " + verdict);
    }

    String refused(ObjectNode captured) {
        Verdict verdict = judge(captured);
        if (verdict instanceof Verdict.Refuse refuse) {
            return refuse.reason();
        }
        throw new AssertionError("not refused: " + verdict);
    }

    List<String> warnings(ObjectNode captured) {
        return judge(captured).notes().stream()
                .filter(each -> each.level() == Note.Level.WARNING)
                .map(Note::text)
                .toList();
    }

    @Override
    public Optional<ObjectKey> captured(String uid) {
        return point.values().stream()
                .filter(each -> Json.text(each, "metadata", "uid").equals(uid))
                .map(Keys::of)
                .findFirst();
    }

    @Override
    public Optional<ObjectNode> captured(ObjectKey source) {
        return Optional.ofNullable(point.get(source));
    }

    @Override
    public List<ObjectNode> otherVersions(ObjectKey source) {
        return others.getOrDefault(source, List.of());
    }

    @Override
    public Optional<ObjectNode> existing(ObjectKey key) {
        return Optional.ofNullable(target.get(key));
    }

    @Override
    public List<String> served(GroupKind kind) {
        String group = kind.group().isEmpty() ? "" : kind.group() + "/";
        return served.getOrDefault(
                kind,
                List.of(
                        group + "v1",
                        group + "v2",
                        group + "v1beta1",
                        group + "v2beta1",
                        group + "v2beta2"));
    }
}
