package dev.varve.repo.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a YAML file over the defaults: what it does not say stays as it is. */
public final class ConfigurationFile {
    private static final int MOST_BYTES = 1 << 20;
    private static final ObjectMapper YAML =
            new ObjectMapper(
                    YAMLFactory.builder().enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL).build());

    private ConfigurationFile() {}

    /**
     * Reads and checks the whole file.
     *
     * @throws ProtocolException CONFIGURATION, names the file and the property
     */
    public static DaemonConfiguration read(Path file) throws IOException {
        try {
            byte[] content = new AtomicFile(file).read(MOST_BYTES);
            return parse(file.toString(), new String(content, StandardCharsets.UTF_8));
        } catch (NoSuchFileException missing) {
            throw new ProtocolException(
                    ErrorCode.CONFIGURATION, "no configuration file " + file, "", missing);
        }
    }

    static DaemonConfiguration parse(String file, String text) throws ProtocolException {
        try {
            JsonNode said = YAML.readTree(text);
            JsonNode all = YAML.valueToTree(DaemonConfiguration.DEFAULT);
            if (said instanceof ObjectNode object) {
                lay(object, (ObjectNode) all);
            } else if (!said.isMissingNode() && !said.isNull()) {
                throw wrong(file, "is not a list of properties", null);
            }
            return YAML.treeToValue(all, DaemonConfiguration.class);
        } catch (UnrecognizedPropertyException unknown) {
            String known =
                    unknown.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .sorted()
                            .collect(Collectors.joining(", "));
            throw wrong(
                    file, "unknown property \"" + path(unknown) + "\"; known: " + known, unknown);
        } catch (JsonMappingException bad) {
            Throwable cause = bad.getCause();
            String why =
                    cause == null ? bad.getOriginalMessage() : String.valueOf(cause.getMessage());
            String where = path(bad);
            throw wrong(file, where.isEmpty() ? why : "property \"" + where + "\": " + why, bad);
        } catch (JsonProcessingException malformed) {
            throw wrong(file, "is not YAML: " + malformed.getMessage(), malformed);
        }
    }

    private static void lay(ObjectNode over, ObjectNode under) {
        for (Map.Entry<String, JsonNode> property : over.properties()) {
            JsonNode below = under.get(property.getKey());
            if (below instanceof ObjectNode lower
                    && property.getValue() instanceof ObjectNode upper) {
                lay(upper, lower);
            } else if (!property.getValue().isNull()) {
                under.set(property.getKey(), property.getValue());
            }
        }
    }

    private static String path(JsonMappingException bad) {
        return bad.getPath().stream()
                .map(step -> String.valueOf(step.getFieldName()))
                .collect(Collectors.joining("."));
    }

    private static ProtocolException wrong(String file, String what, @Nullable Throwable cause) {
        String message = file + ": " + what;
        return cause == null
                ? new ProtocolException(ErrorCode.CONFIGURATION, message, "")
                : new ProtocolException(ErrorCode.CONFIGURATION, message, "", cause);
    }
}
