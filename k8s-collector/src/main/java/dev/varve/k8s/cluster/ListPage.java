package dev.varve.k8s.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.varve.k8s.model.ApiResource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Cuts one page of a list into its objects while it arrives, byte for byte as the API server sent
 * them. One object is in memory at a time. Confined to one thread.
 */
final class ListPage {
    /** An API server keeps objects of 1.5 MiB; aggregated ones may serve larger. */
    static final int MOST_OBJECT_BYTES = 64 << 20;

    private static final JsonFactory JSON = new JsonFactory();

    private final ApiResource resource;
    private final long skip;
    private long seen;
    private String next = "";

    /**
     * A page to be read.
     *
     * @param skip objects at its beginning that were taken already
     */
    ListPage(ApiResource resource, long skip) {
        this.resource = resource;
        this.skip = skip;
    }

    /** Objects of this page that were read, the skipped ones among them. */
    long seen() {
        return seen;
    }

    /** Where the next page begins; empty when this is the last. */
    String next() {
        return next;
    }

    void read(InputStream body, ObjectSink sink) throws IOException, InterruptedException {
        RecordedInput input = new RecordedInput(body, MOST_OBJECT_BYTES);
        try (JsonParser parser = JSON.createParser((InputStream) input)) {
            require(parser, parser.nextToken(), JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("items") && value == JsonToken.START_ARRAY) {
                    items(parser, input, sink);
                } else if (field.equals("metadata") && value == JsonToken.START_OBJECT) {
                    metadata(parser);
                } else {
                    parser.skipChildren();
                }
                input.mark(parser.currentLocation().getByteOffset());
            }
            require(parser, parser.currentToken(), JsonToken.END_OBJECT);
        }
    }

    private void metadata(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isNext = parser.currentName().equals("continue");
            if (parser.nextToken() == JsonToken.VALUE_STRING && isNext) {
                next = parser.getText();
            }
            parser.skipChildren();
        }
    }

    private void items(JsonParser parser, RecordedInput input, ObjectSink sink)
            throws IOException, InterruptedException {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            long from = parser.currentTokenLocation().getByteOffset();
            input.mark(from);
            boolean named = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                named |= parser.currentName().equals("apiVersion");
                JsonToken _ = parser.nextToken();
                parser.skipChildren();
            }
            require(parser, parser.currentToken(), JsonToken.END_OBJECT);
            byte[] json = input.slice(from, parser.currentLocation().getByteOffset());
            if (seen++ >= skip) {
                sink.accept(named ? json : withKind(json));
            }
        }
        require(parser, parser.currentToken(), JsonToken.END_ARRAY);
    }

    /** Lists of kinds that the API server knows itself leave both out of their items. */
    private byte[] withKind(byte[] json) {
        String head =
                "{\"kind\":\""
                        + resource.kind()
                        + "\",\"apiVersion\":\""
                        + resource.apiVersion()
                        + "\"";
        ByteArrayOutputStream named = new ByteArrayOutputStream(json.length + head.length() + 1);
        named.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        if (json.length > 2) {
            named.write(',');
        }
        named.write(json, 1, json.length - 1);
        return named.toByteArray();
    }

    private void require(JsonParser parser, JsonToken found, JsonToken wanted) throws IOException {
        if (found != wanted) {
            throw new IOException(
                    "the list of "
                            + resource.qualifiedPlural()
                            + " breaks off or is no list, at byte "
                            + parser.currentLocation().getByteOffset());
        }
    }
}
