package dev.varve.k8s.blueprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.k8s.hook.OnError;
import dev.varve.k8s.model.Consistency;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A blueprint is read as it was written, or refused with the place of the mistake. */
class BlueprintFormatTest {
    @Test
    void version1IsReadAsEver() throws IOException {
        Blueprint golden =
                new Blueprint(
                        "lexicon",
                        "A database of words",
                        new Signs(
                                List.of("lexicon", "lexicon-server"),
                                List.of("lexicon"),
                                List.of(4711, 4712),
                                List.of("LEXICON_USER")),
                        "export LEXICON_WORD=\"$LEXICON_PASSWORD\"\n",
                        List.of(held(), dump()));

        assertThat(BlueprintFormat.read(golden(), "golden")).isEqualTo(golden);
    }

    private static Mode held() {
        return new Mode(
                "held",
                Consistency.FROZEN,
                true,
                List.of(
                        new Script(
                                "flush",
                                Duration.ofSeconds(30),
                                OnError.CONTINUE,
                                "lexicon flush")),
                Optional.of(
                        new HoldScript(
                                Duration.ofSeconds(120),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(90),
                                "exec lexicon",
                                "lock within {{freezeSeconds}};\nsay 'varve:frozen';\n",
                                "unlock;\nsay 'varve:thawed';\n")),
                List.of(new Script("tell", Duration.ofSeconds(10), OnError.FAIL, "lexicon tell")),
                Optional.empty(),
                new Restore(
                        List.of("lock", "tmp/*"), List.of("label"), "Start it.", "lexicon check"));
    }

    private static Mode dump() {
        return new Mode(
                "dump",
                Consistency.LOGICAL,
                false,
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.of(
                        new DumpScript(
                                "words.txt",
                                Duration.ofMinutes(10),
                                "lexicon dump",
                                "lexicon load")),
                new Restore(List.of(), List.of(), "Load it.", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "version: 1 | version: 2 | not a blueprint of version 1",
                "format: varve-blueprint | format: other | not a blueprint of version 1",
                "atomicOnly: true | atomicOnly: maybe | golden.modes[0].atomicOnly must be true or",
                "timerSeconds: 120 | timerSeconds: long | hold.timerSeconds must be a whole number",
                "tailSeconds: 90 | tailSecond: 90 | hold has an unknown field 'tailSecond'",
                "client: exec lexicon | client: null | golden.modes[0].hold lacks the field 'client'",
                "consistency: frozen | consistency: icy | no consistency class 'icy'",
                "consistency: frozen | consistency: crash | frozen is what a held session gives",
                "[lock, | [../lock, | cannot remove '../lock'",
                "name: dump | name: held | needs modes with names of their own",
                "name: lexicon | name: Lexicon | not a name for a blueprint",
                "title: | name: twice | neither YAML nor JSON: Duplicate field 'name'",
            })
    void aMistakeIsRefusedWithItsPlace(String right, String wrong, String complaint)
            throws IOException {
        String text = golden().replaceFirst(java.util.regex.Pattern.quote(right), wrong);

        assertThatThrownBy(() -> BlueprintFormat.read(text, "golden"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void ourOwnAreReadAndEachHasAWayBack() {
        List<Blueprint> own = Blueprints.own().all();

        assertThat(own)
                .extracting(Blueprint::name)
                .containsExactly("cassandra", "mariadb", "mongodb", "mysql", "postgresql", "redis");
        assertThat(own)
                .flatExtracting(Blueprint::modes)
                .allSatisfy(mode -> assertThat(mode.restore().steps()).isNotBlank());
    }

    @Test
    void jsonWillDoAsWell() {
        Blueprint blueprint =
                BlueprintFormat.read(
                        """
                        {"format": "varve-blueprint", "version": 1, "name": "a", "title": "A",
                         "recognise": {"images": ["a"]}, "modes": [{"name": "m",
                         "consistency": "crash", "restore": {"steps": "none"}}]}
                        """,
                        "a.json");

        assertThat(blueprint.mode("").name()).isEqualTo("m");
    }

    private static String golden() throws IOException {
        try (InputStream in =
                BlueprintFormatTest.class.getResourceAsStream("/golden/blueprint-v1.yaml")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
