package dev.varve.k8s.blueprint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.varve.k8s.hook.OnError;
import dev.varve.k8s.model.Consistency;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Blueprints as YAML or JSON, version 1: docs/formats/blueprint.md. A field that is not known is
 * refused: it may be what keeps the data sound.
 */
public final class BlueprintFormat {
    static final String FORMAT = "varve-blueprint";
    private static final int MOST_CHARS = 256 << 10;
    private static final YAMLMapper YAML =
            new YAMLMapper(
                    YAMLFactory.builder()
                            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                            .build());

    private BlueprintFormat() {}

    /**
     * Reads a blueprint.
     *
     * @param source names the document in complaints
     * @throws IllegalArgumentException when it is none, and says what is wrong where
     */
    public static Blueprint read(String text, String source) {
        if (text.length() > MOST_CHARS) {
            throw new IllegalArgumentException(source + " is larger than 256 KiB");
        }
        try {
            return blueprint(new Fields(YAML.readTree(text), source));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    source + " is neither YAML nor JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** As {@link #read(String, String)}, of a custom resource's or another document's part. */
    public static Blueprint read(JsonNode node, String source) {
        return blueprint(new Fields(node, source));
    }

    private static Blueprint blueprint(Fields fields) {
        String format = fields.text("format");
        int version = fields.number("version");
        if (!format.equals(FORMAT) || version != Blueprint.VERSION) {
            throw new IllegalArgumentException(
                    "not a blueprint of version 1, but " + format + " of version " + version);
        }
        Blueprint blueprint =
                new Blueprint(
                        fields.text("name"),
                        fields.text("title"),
                        signs(fields.object("recognise")),
                        fields.text("prelude", ""),
                        fields.objects("modes").stream().map(BlueprintFormat::mode).toList());
        fields.end();
        return blueprint;
    }

    private static Signs signs(Fields fields) {
        Signs signs =
                new Signs(
                        fields.texts("images"),
                        fields.texts("names"),
                        fields.numbers("ports"),
                        fields.texts("environment"));
        fields.end();
        return signs;
    }

    private static Mode mode(Fields fields) {
        Mode mode =
                new Mode(
                        fields.text("name"),
                        Consistency.parse(fields.text("consistency")),
                        fields.flag("atomicOnly"),
                        fields.objects("before").stream().map(BlueprintFormat::script).toList(),
                        fields.has("hold")
                                ? Optional.of(hold(fields.object("hold")))
                                : Optional.empty(),
                        fields.objects("after").stream().map(BlueprintFormat::script).toList(),
                        fields.has("dump")
                                ? Optional.of(dump(fields.object("dump")))
                                : Optional.empty(),
                        restore(fields.object("restore")));
        fields.end();
        return mode;
    }

    private static Script script(Fields fields) {
        Script script =
                new Script(
                        fields.text("name"),
                        fields.seconds("timeoutSeconds"),
                        OnError.valueOf(fields.text("onError", "fail").toUpperCase(Locale.ROOT)),
                        fields.text("script"));
        fields.end();
        return script;
    }

    private static HoldScript hold(Fields fields) {
        HoldScript hold =
                new HoldScript(
                        fields.seconds("timerSeconds"),
                        fields.seconds("freezeSeconds"),
                        fields.seconds("tailSeconds", Duration.ZERO),
                        fields.text("client"),
                        fields.text("freeze"),
                        fields.text("thaw"));
        fields.end();
        return hold;
    }

    private static DumpScript dump(Fields fields) {
        DumpScript dump =
                new DumpScript(
                        fields.text("file"),
                        fields.seconds("limitSeconds"),
                        fields.text("dump"),
                        fields.text("load"));
        fields.end();
        return dump;
    }

    private static Restore restore(Fields fields) {
        Restore restore =
                new Restore(
                        fields.texts("remove"),
                        fields.texts("needs"),
                        fields.text("steps"),
                        fields.text("check", ""));
        fields.end();
        return restore;
    }
}
