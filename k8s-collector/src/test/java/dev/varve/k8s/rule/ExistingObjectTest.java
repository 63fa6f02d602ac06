package dev.varve.k8s.rule;

import static dev.varve.k8s.rule.Captured.json;
import static dev.varve.k8s.rule.Captured.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class ExistingObjectTest {
    private static final ObjectNode OURS =
            object("v1", "ConfigMap", "web", "metadata: {uid: 'u'}, data: {a: 'new', b: '1'}");
    private static final ObjectNode THEIRS =
            object("v1", "ConfigMap", "web", "metadata: {uid: 'v'}, data: {a: 'old', c: '2'}");

    private static Restore onto(ObjectNode existing, ExistingPolicy policy) {
        Restore restore = Restore.plain().target(existing);
        restore.options.existing(policy);
        return restore;
    }

    @Test
    void skipLeavesItWithAWarning() {
        Restore restore = onto(THEIRS, ExistingPolicy.SKIP);
        assertThat(restore.skipped(OURS)).contains("exists");
        assertThat(restore.warnings(OURS)).hasSize(1);
    }

    @Test
    void changesOfAnObjectThatDoesNotComeAreNotTold() {
        Restore restore = onto(object("cronjob-v1beta1"), ExistingPolicy.SKIP);
        assertThat(restore.judge(object("cronjob-v1beta1")).notes())
                .extracting(Note::level)
                .containsOnly(Note.Level.WARNING);
    }

    @Test
    void updateChangesWhatIsOtherAndTakesNothingAway() {
        Verdict.Merge merge = (Verdict.Merge) onto(THEIRS, ExistingPolicy.UPDATE).judge(OURS);
        assertThat(merge.patch())
                .isEqualTo(json("{apiVersion: 'v1', kind: 'ConfigMap', data: {a: 'new', b: '1'}}"));
    }

    @Test
    void updateOfTheSameDoesNothing() {
        assertThat(onto(OURS, ExistingPolicy.UPDATE).skipped(OURS)).contains("same");
    }

    @Test
    void recreateDeletesItFirst() {
        Verdict.Replace replace =
                (Verdict.Replace) onto(THEIRS, ExistingPolicy.RECREATE).judge(OURS);
        assertThat(replace.removal()).isEqualTo(Verdict.Removal.DELETE);
        assertThat(replace.object().path("data")).isEqualTo(OURS.path("data"));
    }

    @Test
    void failRefuses() {
        assertThat(onto(THEIRS, ExistingPolicy.FAIL).refused(OURS)).contains("exists");
    }

    @Test
    void anExistingNamespaceIsNoConflict() {
        onto(object("namespace"), ExistingPolicy.FAIL).skipped(object("namespace"));
    }

    @Test
    void namespacesAndCrdsAreNeverDeleted() {
        ObjectNode namespace = object("namespace");
        Json.make(namespace, "metadata", "labels").put("team", "b");
        Verdict.Merge merge =
                (Verdict.Merge) onto(namespace, ExistingPolicy.RECREATE).judge(object("namespace"));
        assertThat(merge.patch().at("/metadata/labels")).isEqualTo(json("{team: 'a'}"));
        assertThat(merge.notes()).extracting(Note::level).contains(Note.Level.WARNING);
        onto(object("crd-v1"), ExistingPolicy.RECREATE).warnings(object("crd-v1"));
    }

    @Test
    void theVolumeOfAClaimThatIsRecreatedIsKept() {
        Restore restore = onto(object("pvc-data"), ExistingPolicy.RECREATE);
        restore.options.volume(Keys.of(object("pvc-data")), new VolumeOrigin.FromData(1));
        assertThat(((Verdict.Replace) restore.judge(object("pvc-data"))).removal())
                .isEqualTo(Verdict.Removal.KEEP_VOLUME_AND_DELETE);
    }

    @Test
    void aClaimInPlaceGetsItsDataWhateverThePolicyAndOneWithoutDataStays() {
        Restore restore = onto(object("pvc-data"), ExistingPolicy.FAIL);
        restore.options.choose(Choice.IN_PLACE);
        restore.options.volume(Keys.of(object("pvc-data")), new VolumeOrigin.FromData(1));
        assertThat(((Verdict.Replace) restore.judge(object("pvc-data"))).removal())
                .isEqualTo(Verdict.Removal.IN_PLACE);

        Restore without = onto(object("pvc-data"), ExistingPolicy.SKIP);
        without.options.choose(Choice.IN_PLACE);
        without.skipped(object("pvc-data"));
    }

    @Test
    void theTargetIsLookedForUnderItsMappedName() {
        Restore restore = onto(THEIRS, ExistingPolicy.FAIL);
        restore.options.namespace("shop", "copy");
        assertThat(restore.created(OURS).at("/metadata/namespace").asText()).isEqualTo("copy");
    }
}
