package dev.varve.k8s.rule;

import static dev.varve.k8s.rule.Captured.json;
import static dev.varve.k8s.rule.Captured.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransformSetTest {
    private static final ObjectNode DEPLOYMENT = object("deployment");

    private static Restore with(String transforms) {
        Restore restore = Restore.plain();
        restore.options.transforms(TransformSet.parse(json(transforms)));
        return restore;
    }

    @Test
    void aJsonPatchChangesWhatItMatches() {
        Restore restore =
                with(
                        """
                        [{name: 'more', match: {kind: 'Deployment.apps', namespace: 'shop',
                           name: 'w?b*', labels: {app: 'web'}},
                          patch: [{op: 'test', path: '/spec/replicas', value: 1},
                            {op: 'replace', path: '/spec/replicas', value: 5}]}]\
                        """);
        assertThat(restore.created(DEPLOYMENT).at("/spec/replicas").asInt()).isEqualTo(5);
        assertThat(restore.judge(DEPLOYMENT).notes()).contains(Note.change("transformed by more"));
        restore.created(object("statefulset"));
    }

    @Test
    void aMergePatchChangesToo() {
        ObjectNode created =
                with("[{match: {name: 'web'}, merge: {spec: {paused: true, replicas: null}}}]")
                        .created(DEPLOYMENT);
        assertThat(created.at("/spec/paused").asBoolean()).isTrue();
        assertThat(created.path("spec").has("replicas")).isFalse();
    }

    @Test
    void onlyAllConditionsTogetherMatch() {
        for (String match :
                List.of(
                        "kind: 'StatefulSet.apps'",
                        "namespace: 'other'",
                        "name: 'we'",
                        "name: 'w.b'",
                        "labels: {app: 'web', tier: 'x'}")) {
            assertThat(
                            with("[{match: {" + match + "}, merge: {spec: {paused: true}}}]")
                                    .created(DEPLOYMENT))
                    .isEqualTo(Restore.plain().created(DEPLOYMENT));
        }
    }

    @Test
    void transformsApplyInTheirOrderToTheCleanedObject() {
        assertThat(
                        with("""
                        [{merge: {metadata: {labels: {a: '1'}}}},
                         {patch: [{op: 'move', from: '/metadata/labels/a', path: '/metadata/labels/b'}]}]\
                        """)
                                .created(DEPLOYMENT)
                                .at("/metadata/labels"))
                .isEqualTo(json("{app: 'web', b: '1'}"));
        assertThat(with("[{patch: [{op: 'remove', path: '/status'}]}]").refused(DEPLOYMENT))
                .contains("remove /status");
    }

    @Test
    void aPatchThatDoesNotApplyNamesRuleObjectAndOperation() {
        Restore restore =
                with("[{name: 'sizes', patch: [{op: 'replace', path: '/spec/size', value: 1}]}]");
        assertThat(restore.refused(DEPLOYMENT))
                .contains("transform sizes", "Deployment.apps shop/web", "replace /spec/size");
        assertThat(
                        with("[{patch: [{op: 'test', path: '/spec/replicas', value: 9}]}]")
                                .refused(DEPLOYMENT))
                .contains("transform #1", "test /spec/replicas");
        assertThat(with("[{patch: [{op: 'add', path: 'spec', value: 9}]}]").refused(DEPLOYMENT))
                .contains("add spec");
        assertThat(
                        with("[{patch: [{op: 'remove', path: '/spec/template/spec/containers/7'}]}]")
                                .refused(DEPLOYMENT))
                .contains("containers/7");
        assertThat(with("[{patch: [{op: 'replace', path: '', value: 3}]}]").refused(DEPLOYMENT))
                .contains("no object");
    }

    @Test
    void anObjectStaysWhoItIs() {
        assertThat(with("[{merge: {metadata: {name: 'other'}}}]").refused(DEPLOYMENT))
                .contains("must stay");
        assertThat(with("[{merge: {metadata: null}}]").refused(DEPLOYMENT)).contains("must stay");
    }

    @Test
    void nonsenseIsRefusedWhenItIsRead() {
        for (String nonsense :
                List.of(
                        "{}",
                        "[{name: 'x'}]",
                        "[{name: 'x', patch: [], merge: {}}]",
                        "[{name: 'x', patch: {}}]",
                        "[{name: 'x', patch: [{op: 'grow', path: '/a'}]}]",
                        "[{name: 'x', patch: [{op: 'add', path: '/a'}]}]",
                        "[{name: 'x', patch: [{op: 'move', path: '/a'}]}]",
                        "[{name: 'x', patch: [{op: 'remove'}]}]")) {
            assertThatThrownBy(() -> TransformSet.parse(json(nonsense)))
                    .as(nonsense)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("transform");
        }
    }
}
